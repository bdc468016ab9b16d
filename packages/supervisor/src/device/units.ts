/** Which compute units this machine can run, by having run a tiny model on each. */
import {
  byRank,
  parseComputeUnit,
  providerFor,
  DumontError,
  type ComputeUnit,
  type EngineRef,
  type ModelFormat,
  type UnitProbe,
} from '@dumont/protocol';
import {
  BUILT_IN_MANIFESTS,
  engineOfSetting,
  probeEngine,
  unitsForFormat,
  type ProbeOptions,
} from '@dumont/runner';

/** @returns the engine that a setting means, or the built-in ones with a unit on this platform */
export function enginesOf(setting: string | null): EngineRef[] {
  if (setting !== null) return [engineOfSetting(setting, process.cwd())];
  const { platform } = process;
  return BUILT_IN_MANIFESTS.filter(({ units }) =>
    units.some((unit) => providerFor(unit, platform) !== undefined),
  ).map(({ name }) => ({ name, package: null }));
}

/** A probe that crashes or hangs is an answer too. @throws the signal's reason where it was aborted */
export async function probeUnits(
  engines: readonly EngineRef[],
  { signal, sandbox }: ProbeOptions & { signal: AbortSignal },
): Promise<UnitProbe[]> {
  const probes: UnitProbe[] = [];
  for (const engine of engines) {
    try {
      probes.push(...(await probeEngine(engine, { signal, ...(sandbox === undefined ? {} : { sandbox }) })));
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof DumontError)) throw error;
      probes.push({ unit: `all of ${engine.name}`, available: false, reason: error.message });
    }
  }
  return probes;
}

/** Those that ran and that Dumont knows, in the order in which their queues are served. */
export function availableUnits(probes: readonly UnitProbe[]): ComputeUnit[] {
  return byRank(probes.flatMap(({ unit, available }) => (available ? (parseComputeUnit(unit) ?? []) : [])));
}

/**
 * The unit that a job names: never another one.
 * @throws DumontError UNIT_UNAVAILABLE, naming those that this machine can run
 */
export function namedUnit(wanted: string, available: readonly ComputeUnit[]): ComputeUnit {
  const unit = parseComputeUnit(wanted);
  if (unit !== undefined && available.includes(unit)) return unit;
  const problem =
    unit === undefined ? `There is no compute unit "${wanted}".` : `This machine cannot run ${unit}.`;
  throw unavailable(problem, available);
}

/**
 * The preferred unit for a model whose job names none.
 * @throws DumontError UNIT_UNAVAILABLE, naming those that this machine can run
 */
export function preferredUnit(format: ModelFormat, available: readonly ComputeUnit[]): ComputeUnit {
  const unit = unitsForFormat(format).find((candidate) => available.includes(candidate));
  if (unit !== undefined) return unit;
  throw unavailable(`No compute unit here runs .${format} models.`, available);
}

function unavailable(problem: string, available: readonly ComputeUnit[]): DumontError {
  const names = available.length === 0 ? 'none' : available.join(', ');
  return new DumontError('UNIT_UNAVAILABLE', `${problem} This machine can run: ${names}.`);
}
