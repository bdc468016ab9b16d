/** Why tests on ONNX's own models are skipped. */
import { existsSync } from 'node:fs';
import { ONNX_TESTDATA, ONNX_TESTDATA_PACKAGE } from '../../tools/setup/onnx-testdata.ts';

/** For a test's option `skip`. */
export const skipWithoutTestdata = existsSync(ONNX_TESTDATA)
  ? false
  : `Debian's ${ONNX_TESTDATA_PACKAGE} is not here: npm test says why`;
