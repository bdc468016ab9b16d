/** What the orchestrator believes of this worker, against what is true. Pure. */
import type { BelievedWorker, Registration } from '@dumont/protocol/sark';

/** SARK takes name and compute units from a worker's first registration alone. */
export const WAY_OUT =
  'The orchestrator keeps what a worker said when it first registered. Let it forget (POST /api/reset there, which forgets campaigns ' +
  'too), or make this worker another one by dumont-supervisor enroll --new-identity.';

/** @returns each in words; none where it believes what is so */
export function wrongBeliefs(
  believed: BelievedWorker,
  { device_name, capabilities }: Pick<Registration, 'device_name' | 'capabilities'>,
): string[] {
  const name = believed.device_name;
  const isSame = isSameSet(new Set(believed.capabilities), new Set(capabilities));
  return [
    ...(name === device_name
      ? []
      : [`it calls the worker ${JSON.stringify(name)}, not ${JSON.stringify(device_name)}`]),
    ...(isSame
      ? []
      : [`it has ${list(believed.capabilities)} for its compute units, not ${list(capabilities)}`]),
  ];
}

function isSameSet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((unit) => other.has(unit));
}

function list(units: readonly string[]): string {
  return units.length === 0 ? 'none' : units.join(', ');
}
