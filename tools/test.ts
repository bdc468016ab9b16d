/** `npm test`: fetches what the tests need and runs them all, coverage shown. Arguments go to tap. */
import { runTap } from './run-tap.ts';
import { fetchOnnxTestdata } from './setup/onnx-testdata.ts';

const missing = await fetchOnnxTestdata();
if (missing !== null) process.stderr.write(`Tests on ONNX's own models will be skipped: ${missing}.\n`);
process.exitCode = await runTap(process.execPath, process.argv.slice(2));
