/**
 * `npm run verify:mac [-- --unit ane] [--output table.md]`: what a Mac shows of what is claimed of CoreML, as a table to be sent.
 */
import { asksForHelp } from '../parse-flags.ts';
import { report } from '../report.ts';
import { runProgram } from '../run-program.ts';
import { readOptions, USAGE } from './options.ts';
import { verifyMac } from './verify-mac.ts';

await runProgram(async (signal) => {
  const args = process.argv.slice(2);
  if (asksForHelp(args)) {
    process.stdout.write(USAGE);
    return 0;
  }
  const options = readOptions(args, process.platform);
  return report('CoreML', options.output, (onResult) => verifyMac(options, { signal, onResult }));
});
