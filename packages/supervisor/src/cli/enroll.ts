/** `dumont-supervisor enroll`: registers, and keeps identity and settings, so that `start` needs no flags. */
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { DumontError, messageOf, printable } from '@dumont/protocol';
import { fitsInPath } from '@dumont/protocol/sark';
import { readDevice } from '@dumont/runner';
import { optionRow } from '../config/options.ts';
import { CONFIG_FILE, type ReadConfig } from '../config/read-config.ts';
import { readCa } from '../config/redis-address.ts';
import { sandboxOf } from '../config/job-settings.ts';
import { availableUnits, enginesOf, probeUnits } from '../device/units.ts';
import { makeFolder, writeDurably } from '@dumont/runner/host';
import { asKnown, keepIdentity, readIdentity, type Identity } from '../identity/identity.ts';
import { OrchestratorClient } from '../sark/http/client.ts';
import { OrchestratorError } from '../orchestrator/orchestrator-error.ts';
import { Registrar } from '../identity/registrar.ts';
import { toRegistration } from '../identity/registration.ts';
import { writeOut } from '../log/write-out.ts';
import type { Invocation } from './run-command.ts';
import { trustAuthority } from './trust-authority.ts';

/** @returns the exit code @throws DumontError */
export async function enroll({ config, given, log, ...wanted }: Invocation): Promise<number> {
  const { host, token, dataDir } = config;
  if (host === null) {
    throw new DumontError('USAGE', '--host is missing: say which orchestrator to register with');
  }
  trustAuthority(await readCa(config.ca));
  const { signal } = new AbortController();
  await makeFolder(dataDir).catch(notKept);
  const [found, probes] = await Promise.all([
    readDevice(),
    probeUnits(enginesOf(config.engine), { signal, sandbox: sandboxOf(config) }),
  ]);
  const client = new OrchestratorClient({ url: host, token }, signal);
  const identity = await wantedIdentity(await readIdentity(dataDir, found.udid, log), wanted, client);
  const units = availableUnits(probes);
  const registrar = new Registrar(identity.workerId, {
    orchestrator: client,
    isTakenOver: identity.isTakenOver,
    registration: () => toRegistration(asKnown(found, identity, config.deviceName), units),
    log,
    onWorkerId: () => Promise.resolve(),
  });
  const workerId = await registrar.register(signal).catch(notEnrolled);
  await keepIdentity(dataDir, { ...identity, workerId }).catch(notKept);
  const file = path.join(dataDir, CONFIG_FILE);
  await writeDurably(file, `${JSON.stringify(toKeep(given), null, 2)}\n`).catch(notKept);
  writeOut(
    `Enrolled as ${printable(workerId)}, with ${units.length === 0 ? 'no compute unit' : units.join(', ')}.\n` +
      `Settings are in ${printable(file)}: dumont-supervisor start needs no flags now${dataDirHint(given)}.\n`,
  );
  return 0;
}

/** @throws DumontError where the orchestrator does not answer to the id that is to be taken over */
async function wantedIdentity(
  identity: Identity,
  { workerId, newIdentity }: Pick<Invocation, 'workerId' | 'newIdentity'>,
  client: OrchestratorClient,
): Promise<Identity> {
  if (newIdentity) {
    if (workerId !== null)
      throw new DumontError('USAGE', '--new-identity and --worker-id exclude each other');
    return { ...identity, udid: randomUUID(), workerId: null, isTakenOver: false };
  }
  if (workerId === null) return identity;
  if (!fitsInPath(workerId))
    throw new DumontError('USAGE', 'no worker can have the id that --worker-id names');
  await client.beat(workerId, Date.now()).catch(notEnrolled);
  return { ...identity, workerId, isTakenOver: true };
}

function notEnrolled(error: unknown): never {
  if (!(error instanceof OrchestratorError)) throw error;
  throw new DumontError('USAGE', `not enrolled: ${error.message}. dumont-supervisor test says more`, {
    cause: error,
  });
}

function notKept(cause: unknown): never {
  throw new DumontError('USAGE', `--data-dir cannot be used: ${messageOf(cause)}`, { cause });
}

/** What was said, wherever it was said: defaults stay free to change. */
function toKeep(given: ReadConfig['given']): Record<string, string | readonly string[]> {
  const kept = [...given].filter(([name]) => !optionRow(name).notInFile);
  return Object.fromEntries(
    kept.map(([name, { texts }]) => [name, optionRow(name).repeatable ? texts : (texts.at(-1) ?? '')]),
  );
}

function dataDirHint(given: ReadConfig['given']): string {
  const folder = given.get('dataDir')?.texts.at(-1);
  return folder === undefined ? '' : ` but --data-dir ${printable(folder)}`;
}
