/** What one process holds at a moment. */
import { readdir } from 'node:fs/promises';
import { nullIfMissing } from '@dumont/runner/host';
import pidtree from 'pidtree';
import pidusage from 'pidusage';

export interface Sample {
  readonly jobs: number;
  /** Once garbage is collected. */
  readonly heapMb: number;
  /** With what is free in the heap: it goes up and down by tens of MB. */
  readonly residentMb: number;
  /** Null where the system does not tell: elsewhere than on Linux. */
  readonly descriptors: number | null;
  /** Alive or not yet waited for. */
  readonly children: number;
  readonly temporaryFiles: number;
  readonly keys: number;
}

const MB = 2 ** 20;

export async function takeSample(
  pid: number,
  counts: Pick<Sample, 'jobs' | 'keys' | 'heapMb'>,
  temporary: string,
): Promise<Sample> {
  const [usage, descriptors, children, names] = await Promise.all([
    pidusage(pid),
    nullIfMissing(readdir(`/proc/${pid}/fd`)),
    pidtree(pid),
    readdir(temporary),
  ]);
  return {
    ...{ ...counts, residentMb: usage.memory / MB, children: children.length },
    descriptors: descriptors?.length ?? null,
    temporaryFiles: names.length,
  };
}
