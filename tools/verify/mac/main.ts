/**
 * `npm run verify:mac [-- --unit ane] [--output table.md]`: what a Mac shows of what is claimed of CoreML, as a table to be sent.
 */
import { report } from '../report.ts';
import { runProgram } from '../run-program.ts';
import { readOptions } from './options.ts';
import { verifyMac } from './verify-mac.ts';

await runProgram(async (signal) => {
  const options = readOptions(process.argv.slice(2), process.platform);
  return report('CoreML', options.output, (onResult) => verifyMac(options, { signal, onResult }));
});
