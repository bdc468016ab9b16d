/**
 * `npm run verify:gpu [-- --unit cuda] [--provider-from <wheel or folder>] [--size small] [--output table.md] [--pack <folder>]`:
 * what a machine with a card shows of what is claimed, as a table for docs/verified-on.md; or a folder that does so elsewhere.
 */
import { asksForHelp } from '../parse-flags.ts';
import { report } from '../report.ts';
import { runProgram } from '../run-program.ts';
import { readOptions, USAGE, type Options } from './options.ts';
import { verifyGpu } from './verify-gpu.ts';

await runProgram(async (signal) => {
  const args = process.argv.slice(2);
  if (asksForHelp(args)) {
    process.stdout.write(USAGE);
    return 0;
  }
  const options = readOptions(args);
  return options.pack === null ? verify(options, signal) : pack(options.pack);
});

async function verify(options: Options, signal: AbortSignal): Promise<number> {
  return report('GPUs', options.output, (onResult) => verifyGpu(options, { signal, onResult }));
}

/** A packed folder has no means of packing. */
async function pack(folder: string): Promise<number> {
  const { packFolder } = await import('../pack/pack-folder.ts');
  process.stdout.write(await packFolder(folder));
  return 0;
}
