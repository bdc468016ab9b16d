/** ONNX's own backend test models, from Debian's package `libonnx-testdata`. */
import { ONNX_TESTDATA_PACKAGE } from '../../test/support/onnx-testdata.ts';
import { unpackDebianPackages } from './debian-package.ts';
import { Unavailable } from './unavailable.ts';

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
