/** `npm test`: fetches what the tests need and runs them all, coverage shown. Arguments go to tap. */
import { runTap } from './run-tap.ts';
import { fetchChromium } from '../setup/chromium.ts';
import { fetchOnnxruntimeWheels } from '../setup/onnxruntime-wheels.ts';
import { fetchOnnxTestdata } from '../setup/onnx-testdata.ts';
import { fetchWebgpuPlugIn } from '../setup/webgpu-plug-in.ts';
import { prepareTestPrograms } from '../setup/test-programs.ts';

const missing = await fetchOnnxTestdata();
if (missing !== null) process.stderr.write(`Tests on ONNX's own models will be skipped: ${missing}.\n`);
const wheelless = await fetchOnnxruntimeWheels();
if (wheelless !== null)
  process.stderr.write(`Tests on other versions of ONNX Runtime will be skipped: ${wheelless}.\n`);
await prepareTestPrograms();
const browserless = await fetchChromium();
if (browserless !== null)
  process.stderr.write(`The check of HTML in a browser will be skipped: ${browserless}.\n`);
const plugInless = await fetchWebgpuPlugIn();
if (plugInless !== null) process.stderr.write(`Tests on a plug-in will be skipped: ${plugInless}.\n`);
process.exitCode = await runTap(process.execPath, process.argv.slice(2));
