/** ONNX's own backend test models, where `npm test` unpacks them. */
import { existsSync } from 'node:fs';
import path from 'node:path';

export const ONNX_TESTDATA_PACKAGE = 'libonnx-testdata';

const folder = `../../.cache/debian/${ONNX_TESTDATA_PACKAGE}/usr/share/${ONNX_TESTDATA_PACKAGE}/data`;
export const ONNX_TESTDATA = path.resolve(import.meta.dirname, folder);

/** For a test's option `skip`. */
export const skipWithoutTestdata = existsSync(ONNX_TESTDATA)
  ? false
  : `Debian's ${ONNX_TESTDATA_PACKAGE} is not here: npm test says why`;
