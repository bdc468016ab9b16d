/** ONNX's own backend test models, from Debian's package `libonnx-testdata`. */
import path from 'node:path';
import { DEBIAN_CACHE, unpackDebianPackages } from './debian-package.ts';
import { Unavailable } from './unavailable.ts';

export const ONNX_TESTDATA_PACKAGE = 'libonnx-testdata';

/** Where `fetchOnnxTestdata` unpacks them. */
export const ONNX_TESTDATA = path.join(
  DEBIAN_CACHE,
  ONNX_TESTDATA_PACKAGE,
  `usr/share/${ONNX_TESTDATA_PACKAGE}/data`,
);

/** @returns null when the models are there, else why they cannot be had on this machine */
export async function fetchOnnxTestdata(): Promise<string | null> {
  try {
    await unpackDebianPackages([ONNX_TESTDATA_PACKAGE]);
    return null;
  } catch (error) {
    if (error instanceof Unavailable) return error.message;
    throw error;
  }
}
