/** `dumont-supervisor enroll`: registers, and keeps identity and settings, so that `start` needs no flags. */
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { DumontError, messageOf, printable } from '@dumont/protocol';
import { fitsInPath } from '@dumont/protocol/sark';
import {
  isList,
  parsedText,
  SWITCH,
  type GivenSettings,
  type Setting,
  type SettingsTable,
  type ValuesOf,
} from '@dumont/protocol/settings';
import { enginesFor, probeUnits, readDevice } from '@dumont/runner';
import { SETTINGS } from '../../config/settings.ts';
import { CONFIG_FILE } from '../../config/read-config.ts';
import { readCa } from '../../config/redis-address.ts';
import { sandboxOf } from '../../config/job-settings.ts';
import { availableUnits } from '../../device/units.ts';
import { makeFolder, writeDurably } from '@dumont/runner/host';
import { asKnown, keepIdentity, readIdentity, type Identity } from '../../identity/identity.ts';
import { OrchestratorClient } from '../../sark/http/client.ts';
import { OrchestratorError } from '../../orchestrator/orchestrator-error.ts';
import { Registrar } from '../../identity/registrar.ts';
import { toRegistration } from '../../identity/registration.ts';
import { trustAuthority } from '../trust-authority.ts';
import { defineCommand, ONCE } from './command.ts';

const IDENTITY_SETTINGS = {
  workerId: {
    placeholder: 'id',
    help: 'go on under the id of a worker that the orchestrator knows, such as one that this replaces',
    value: parsedText('an id', (text) => text),
    ...ONCE,
  },
  newIdentity: { ...SWITCH, ...ONCE, help: 'be another worker than before, to the orchestrator' },
} as const satisfies SettingsTable;

export const enroll = defineCommand({
  name: 'enroll',
  summary: 'register, and keep identity and settings so that start needs no flags',
  examples: [
    'dumont-supervisor enroll --host http://192.168.1.100:5000 --worker-id worker-0123456789ab',
    'dumont-supervisor enroll --host http://192.168.1.100:5000 --device-name lab-7 --metrics-port 9464',
  ],
  settings: { ...IDENTITY_SETTINGS, ...SETTINGS },
  run: async ({ config, given, log, writeOut }) => {
    const { host, token, dataDir } = config;
    if (host === null) {
      throw new DumontError('USAGE', '--host is missing: say which orchestrator to register with');
    }
    trustAuthority(await readCa(config.ca));
    const { signal } = new AbortController();
    await makeFolder(dataDir).catch(notKept);
    const [found, probes] = await Promise.all([
      readDevice(),
      probeUnits(enginesFor(config.engine, process.cwd(), process.platform), {
        signal,
        sandbox: sandboxOf(config),
      }),
    ]);
    const client = new OrchestratorClient({ url: host, token }, signal);
    const identity = await wantedIdentity(await readIdentity(dataDir, found.udid, log), config, client);
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
    await writeOut(
      `Enrolled as ${printable(workerId)}, with ${units.length === 0 ? 'no compute unit' : units.join(', ')}.\n` +
        `Settings are in ${printable(file)}: dumont-supervisor start needs no flags now${dataDirHint(given)}.\n`,
    );
    return 0;
  },
});

/** @throws DumontError where the orchestrator does not answer to the id that is to be taken over */
async function wantedIdentity(
  identity: Identity,
  { workerId, newIdentity }: ValuesOf<typeof IDENTITY_SETTINGS>,
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
function toKeep(given: GivenSettings): Record<string, string | readonly string[]> {
  const kept = Object.entries<Setting>(SETTINGS).flatMap(([name, row]) => {
    const texts = given.get(name)?.texts;
    if (texts === undefined || row.notIn?.includes('file')) return [];
    return [[name, isList(row) ? texts : (texts.at(-1) ?? '')] as const];
  });
  return Object.fromEntries(kept);
}

function dataDirHint(given: GivenSettings): string {
  const folder = given.get('dataDir')?.texts.at(-1);
  return folder === undefined ? '' : ` but --data-dir ${printable(folder)}`;
}
