/** What macOS's own `footprint` says of a process: what our memory figures are held against. */
import { execa, ExecaError } from 'execa';
import { z } from 'zod';
import { waitUnless } from '../wait.ts';

const TIMEOUT_MS = 20_000;
const MAX_BYTES = 2 ** 22;
const INTERVAL_MS = 300;
const BYTES_OF_UNIT: Readonly<Record<string, number>> = { B: 1, KB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30 };
const BYTES_PER_MB = 2 ** 20;

const lineSchema = z
  .tuple([z.coerce.number().nonnegative(), z.enum(['B', 'KB', 'MB', 'GB'])])
  .transform(([value, unit]) => (value * (BYTES_OF_UNIT[unit] ?? NaN)) / BYTES_PER_MB);

/** @returns MB now, or null where it says none @throws ZodError where what it says is no size */
export function parseFootprint(text: string): number | null {
  const found = /^\s*phys_footprint:\s*(\S+)\s+(\S+)\s*$/m.exec(text);
  return found === null ? null : lineSchema.parse([found[1], found[2]]);
}

const processSchema = z.object({
  pid: z.coerce.number().int().nonnegative(),
  parent: z.coerce.number().int().nonnegative(),
});

/** @param table of `ps -axo pid=,ppid=` @returns all that descend from the process, itself left out */
export function descendantsOf(table: string, root: number): number[] {
  const processes = table.split('\n').flatMap((line) => {
    const [pid, parent] = line.trim().split(/\s+/);
    return pid === undefined || pid === '' ? [] : [processSchema.parse({ pid, parent })];
  });
  const found = [root];
  for (const ancestor of found) {
    found.push(
      ...processes.flatMap(({ pid, parent }) => (parent === ancestor && pid !== ancestor ? [pid] : [])),
    );
  }
  return found.slice(1);
}

/** One look at every process below one. */
export interface FootprintLook {
  readonly largestMb: number;
}

/** Looks for as long as the work takes. @param pid of the process whose descendants run the model */
export async function watchFootprints<Result>(
  signal: AbortSignal,
  work: (onStart: (pid: number) => void) => Promise<Result>,
): Promise<{ readonly result: Result; readonly looks: readonly FootprintLook[] }> {
  const over = new AbortController();
  const started = Promise.withResolvers<number | null>();
  const looking = started.promise.then((pid) => (pid === null ? [] : lookUntil(over.signal, signal, pid)));
  try {
    const result = await work(started.resolve);
    over.abort();
    started.resolve(null);
    return { result, looks: await looking };
  } finally {
    over.abort();
    started.resolve(null);
    await Promise.allSettled([looking]);
  }
}

async function lookUntil(over: AbortSignal, signal: AbortSignal, pid: number): Promise<FootprintLook[]> {
  const looks: FootprintLook[] = [];
  while (!over.aborted) {
    const sizes = await Promise.all((await childrenOf(pid, signal)).map((each) => footprintOf(each, signal)));
    const known = sizes.filter((size) => size !== null);
    if (known.length > 0) looks.push({ largestMb: Math.max(...known) });
    await waitUnless(over, INTERVAL_MS);
  }
  return looks;
}

async function childrenOf(pid: number, signal: AbortSignal): Promise<number[]> {
  const { stdout } = await execa('ps', ['-axo', 'pid=,ppid='], { ...limits(signal) });
  return descendantsOf(stdout, pid);
}

/** @returns null of a process that has ended meanwhile, or may not be looked at */
async function footprintOf(pid: number, signal: AbortSignal): Promise<number | null> {
  try {
    const { stdout } = await execa('footprint', [String(pid)], limits(signal));
    return parseFootprint(stdout);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ExecaError && error.code !== 'ENOENT') return null;
    throw error;
  }
}

function limits(signal: AbortSignal) {
  return { cancelSignal: signal, timeout: TIMEOUT_MS, maxBuffer: MAX_BYTES, stdin: 'ignore' } as const;
}
