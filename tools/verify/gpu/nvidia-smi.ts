/** What NVIDIA's own program says of the boards: what our meters are held against. */
import { execa, ExecaError } from 'execa';
import { z } from 'zod';
import { waitUnless } from '../wait.ts';

/** As `nvidia-smi --help-query-gpu` names them. */
const FIELDS = [
  'uuid',
  'name',
  'driver_version',
  'utilization.gpu',
  'memory.total',
  'memory.free',
  'power.draw',
] as const;
const INTERVAL_MS = 200;
const TIMEOUT_MS = 20_000;
const MAX_BYTES = 2 ** 20;

/** It says `[N/A]` or `[Not Supported]` of what a board has none of. */
const figure = z
  .string()
  .transform((text) => (/^\[.*\]$/.test(text) ? null : Number(text)))
  .pipe(z.number().nonnegative().nullable());

const rowSchema = z
  .tuple([
    z.string().regex(/^GPU-[0-9a-f-]+$/i),
    z.string().min(1),
    z.string(),
    figure,
    figure,
    figure,
    figure,
  ])
  .transform(([uuid, name, driver, utilizationPercent, totalMb, freeMb, powerW]) => ({
    uuid,
    name,
    driver,
    utilizationPercent,
    // With what the driver keeps for itself, as NVML's first version counts it; `memory.used` is without.
    usedMb: totalMb === null || freeMb === null ? null : totalMb - freeMb,
    powerW,
  }));

export type BoardLook = z.infer<typeof rowSchema>;

/** @param csv without a head, without units @returns a look at each board */
export function parseNvidiaSmi(csv: string): BoardLook[] {
  const lines = csv.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => rowSchema.parse(line.split(',').map((cell) => cell.trim())));
}

/** @returns a look at each board, or why there is none, in words @throws the signal's reason */
export async function lookAtBoards(signal: AbortSignal): Promise<BoardLook[] | string> {
  try {
    const words = [`--query-gpu=${FIELDS.join(',')}`, '--format=csv,noheader,nounits'];
    const { stdout } = await execa('nvidia-smi', words, {
      cancelSignal: signal,
      timeout: TIMEOUT_MS,
      maxBuffer: MAX_BYTES,
      stdin: 'ignore',
    });
    return parseNvidiaSmi(stdout);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ExecaError)) throw error;
    if (error.code === 'ENOENT') return 'there is no nvidia-smi here';
    return `nvidia-smi fails: ${error.shortMessage}`;
  }
}

/** Looks at the boards for as long as the work takes; the last look has ended when this does. */
export async function watchBoards<Result>(
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly during: readonly BoardLook[] }> {
  const over = new AbortController();
  const looking = lookUntil(over.signal, signal);
  try {
    const result = await work();
    over.abort();
    return { result, during: await looking };
  } finally {
    over.abort();
    await Promise.allSettled([looking]);
  }
}

async function lookUntil(over: AbortSignal, signal: AbortSignal): Promise<BoardLook[]> {
  const looks: BoardLook[] = [];
  while (!over.aborted) {
    const look = await lookAtBoards(signal);
    if (typeof look !== 'string') looks.push(...look);
    await waitUnless(over, INTERVAL_MS);
  }
  return looks;
}
