/** `npm test`: fetches what the tests need and runs them all, coverage shown. Arguments go to tap. */
import path from 'node:path';
import { execa } from 'execa';
import { fetchOnnxTestdata } from './setup/onnx-testdata.ts';

const root = path.resolve(import.meta.dirname, '..');
const missing = await fetchOnnxTestdata();
if (missing !== null) process.stderr.write(`Tests on ONNX's own models will be skipped: ${missing}.\n`);

const tap = path.join(root, 'node_modules', 'tap', 'dist', 'esm', 'run.mjs');
const result = await execa(process.execPath, [tap, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  reject: false,
});
process.exitCode = result.exitCode ?? 1;
