/** A container with a CPU quota stops a model's threads when it is spent: as many threads as the quota has cores do not wait for each other. */
import { readCgroupLimits } from '../../benchmark/environment/cgroup-limits.ts';
import { readCores } from '../../benchmark/environment/cores.ts';
import type { BenchmarkSettings } from '../commands/benchmark/benchmark-settings.ts';
import type { Surroundings } from '../output/surroundings.ts';

/** @returns the settings with a number of threads, where they leave it open and a quota limits it */
export async function fitThreadsToQuota(
  settings: BenchmarkSettings,
  { log }: Pick<Surroundings, 'log'>,
): Promise<BenchmarkSettings> {
  const { measurement } = settings;
  if (!settings.threadsByQuota || measurement.session.intraOpThreads !== null) return settings;
  const [{ cpuCores: quota }, { count }] = await Promise.all([readCgroupLimits(), readCores()]);
  const intraOpThreads = threadsForQuota(quota, count);
  if (intraOpThreads === null) return settings;
  log.warn(
    { intraOpThreads, quota, cores: count },
    `the CPU quota is ${quota} of ${count} cores: runs with ${intraOpThreads} intra-op threads (--intra-op-threads sets another number)`,
  );
  return {
    ...settings,
    measurement: { ...measurement, session: { ...measurement.session, intraOpThreads } },
  };
}

/** @returns null where no quota limits the cores */
export function threadsForQuota(quota: number | null, cores: number): number | null {
  return quota === null || quota >= cores ? null : Math.max(1, Math.floor(quota));
}
