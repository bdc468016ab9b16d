/**
 * `npm run verify:gpu [-- --unit cuda] [--provider-from <wheel or folder>] [--size small] [--output table.md] [--pack <folder>]`:
 * what a machine with a card shows of what is claimed, as a table for docs/verified-on.md; or a folder that does so elsewhere.
 */
import { DumontError } from '@dumont/protocol';
import { listenForInterruption } from '../../process/interruption.ts';
import { report } from '../report.ts';
import { readOptions, type Options } from './options.ts';
import { verifyGpu } from './verify-gpu.ts';

const interruption = listenForInterruption();
const { signal } = interruption;
try {
  const options = readOptions(process.argv.slice(2));
  process.exitCode = options.pack === null ? await verify(options) : await pack(options.pack);
} catch (error) {
  if (signal.aborted) process.exitCode = interruption.exitCode();
  else if (error instanceof DumontError) {
    process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = error.exitCode;
  } else throw error;
} finally {
  interruption.close();
}

async function verify(options: Options): Promise<number> {
  return report('GPUs', options.output, (onResult) => verifyGpu(options, { signal, onResult }));
}

/** A packed folder has no means of packing. */
async function pack(folder: string): Promise<number> {
  const { packFolder } = await import('../pack/pack-folder.ts');
  process.stdout.write(await packFolder(folder));
  return 0;
}
