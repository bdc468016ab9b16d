const SHARED_LIBRARY = /\.(so|dylib|dll)(\.\d+)*$/;

/** @param name of a file, on any system */
export function isSharedLibrary(name: string): boolean {
  return SHARED_LIBRARY.test(name);
}
