/** Where the libraries are that CoreML is reached by. */

export interface LibraryPaths {
  /** The runtime of Objective-C: classes and selectors by their names. */
  readonly objc: string;
  /** `objc_msgSend`, and the pools of what is released later. */
  readonly messages: string;
  readonly coreml: string;
  readonly corevideo: string;
  /** What blocks are told by. */
  readonly system: string;
}

/** They are parts of macOS: no files, since they lie in the cache of its loader. */
export const APPLE: LibraryPaths = {
  objc: '/usr/lib/libobjc.A.dylib',
  messages: '/usr/lib/libobjc.A.dylib',
  coreml: '/System/Library/Frameworks/CoreML.framework/CoreML',
  corevideo: '/System/Library/Frameworks/CoreVideo.framework/CoreVideo',
  system: '/usr/lib/libSystem.B.dylib',
};
