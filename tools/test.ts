/** `npm test`: fetches what the tests need and runs them all, coverage shown. Arguments go to tap. */
import { runTap } from './run-tap.ts';
import { ensureBubblewrap } from './setup/bubblewrap.ts';
import { fetchChromium } from './setup/chromium.ts';
import { fetchOnnxTestdata } from './setup/onnx-testdata.ts';
import { findRedisServer } from './setup/redis.ts';
import { Unavailable } from './setup/unavailable.ts';

const missing = await fetchOnnxTestdata();
if (missing !== null) process.stderr.write(`Tests on ONNX's own models will be skipped: ${missing}.\n`);
try {
  process.env['DUMONT_REDIS_SERVER'] ??= await findRedisServer();
} catch (error) {
  if (!(error instanceof Unavailable)) throw error;
  process.stderr.write(`Tests that need Redis will be skipped: ${error.message}.\n`);
}
const unconfined = await ensureBubblewrap();
if (unconfined !== null) process.stderr.write(`Tests of the sandbox will be skipped: ${unconfined}.\n`);
const browserless = await fetchChromium();
if (browserless !== null)
  process.stderr.write(`The check of HTML in a browser will be skipped: ${browserless}.\n`);
process.exitCode = await runTap(process.execPath, process.argv.slice(2));
