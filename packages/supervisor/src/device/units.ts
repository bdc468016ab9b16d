/** Which compute units a worker offers and a job gets, of those that this machine was found to run. */
import {
  byRank,
  DumontError,
  isSarksUnit,
  parseComputeUnit,
  type ComputeUnit,
  type ModelFormat,
  type ProbedUnit,
} from '@dumont/protocol';
import { manifestsFor, unitsForFormat } from '@dumont/runner';

/** Those that ran and that an orchestrator knows, in the order in which their queues are served. */
export function availableUnits(probes: readonly ProbedUnit[]): ComputeUnit[] {
  const ran = probes.flatMap(({ unit, available }) => (available ? (parseComputeUnit(unit) ?? []) : []));
  return byRank(ran.filter(isSarksUnit));
}

/**
 * The unit that a job names: never another one.
 * @throws DumontError UNIT_UNAVAILABLE, naming those that this machine can run
 */
export function namedUnit(wanted: string, available: readonly ComputeUnit[]): ComputeUnit {
  const unit = parseComputeUnit(wanted);
  if (unit !== undefined && available.includes(unit)) return unit;
  throw unavailable(whyNot(wanted, unit), available);
}

function whyNot(wanted: string, unit: ComputeUnit | undefined): string {
  if (unit === undefined) return `There is no compute unit "${wanted}".`;
  return isSarksUnit(unit)
    ? `This machine cannot run ${unit}.`
    : `No job can name ${unit}: it is a unit of dumont-runner's own.`;
}

/**
 * The preferred unit for a model whose job names none.
 * @param enginePackage null for the built-in engines
 * @throws DumontError UNIT_UNAVAILABLE, naming those that this machine can run; USAGE where the package's manifest is wrong
 */
export function preferredUnit(
  format: ModelFormat,
  available: readonly ComputeUnit[],
  enginePackage: string | null,
): ComputeUnit {
  const manifests = manifestsFor(enginePackage, process.cwd());
  const unit = unitsForFormat(format, manifests).find((candidate) => available.includes(candidate));
  if (unit !== undefined) return unit;
  throw unavailable(`No compute unit here runs .${format} models.`, available);
}

function unavailable(problem: string, available: readonly ComputeUnit[]): DumontError {
  const names = available.length === 0 ? 'none' : available.join(', ');
  return new DumontError('UNIT_UNAVAILABLE', `${problem} This machine can run: ${names}.`);
}
