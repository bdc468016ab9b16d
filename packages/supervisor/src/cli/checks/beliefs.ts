/** What the orchestrator believes of this worker, for the commands that tell a person. */
import type { BelievedWorker } from '@dumont/protocol/sark';
import { enginesFor, probeUnits, readDevice } from '@dumont/runner';
import type { Config } from '../../config/settings.ts';
import { sandboxOf } from '../../config/job-settings.ts';
import { availableUnits } from '../../device/units.ts';
import { asKnown, readIdentity } from '../../identity/identity.ts';
import { wrongBeliefs } from '../../identity/beliefs.ts';
import type { OrchestratorClient } from '../../sark/http/client.ts';
import { toRegistration } from '../../identity/registration.ts';
import type { Logger } from 'pino';

export interface Beliefs {
  readonly workerId: string;
  readonly believed: BelievedWorker;
  /** In words; empty where it believes what is so. */
  readonly wrong: readonly string[];
}

/** @returns null where this worker has not registered, or the orchestrator does not say what it believes */
export async function readBeliefs(
  { config, log }: { readonly config: Config; readonly log: Logger },
  client: OrchestratorClient,
): Promise<Beliefs | null> {
  const found = await readDevice();
  const identity = await readIdentity(config.dataDir, found.udid, log);
  const { workerId } = identity;
  const believed = workerId === null ? null : await client.believed(workerId);
  if (workerId === null || believed === null) return null;
  const registration = toRegistration(asKnown(found, identity, config.deviceName), await unitsHere(config));
  return { workerId, believed, wrong: wrongBeliefs(believed, registration) };
}

async function unitsHere(config: Config) {
  const { signal } = new AbortController();
  return availableUnits(
    await probeUnits(enginesFor(config.engine, process.cwd(), process.platform), {
      signal,
      sandbox: sandboxOf(config),
    }),
  );
}
