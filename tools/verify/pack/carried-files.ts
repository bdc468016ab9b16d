/** Which files of a package are carried: what runs on Linux on x64. Pure. */

/** Paths within a package, `/` between. */
const NOT_NEEDED = [
  // Each package is named for itself.
  /^node_modules(\/|$)/,
  /\.(d\.[cm]?ts|map|md|markdown|tsbuildinfo)$/i,
];
const NOT_NEEDED_OF: Readonly<Record<string, RegExp>> = {
  'node_modules/onnxruntime-node':
    /^bin\/napi-v\d+\/(?!linux$|linux\/x64(\/|$))[^/]+(\/|$)|^bin\/napi-v\d+\/linux\/(?!x64(\/|$))[^/]+/,
  // The page's charts come from lib and core; dist is the same for browsers, in one file each.
  'node_modules/echarts': /^(dist|i18n|theme|types|asset)(\/|$)/,
};
const LICENSE = /(^|\/)(licen[cs]e|copying|notice|thirdpartynotices)[^/]*$/i;

/** @param place such as `node_modules/zod` @param file a file or a folder within it */
export function isCarried(place: string, file: string): boolean {
  if (LICENSE.test(file)) return true;
  return !NOT_NEEDED.some((pattern) => pattern.test(file)) && NOT_NEEDED_OF[place]?.test(file) !== true;
}
