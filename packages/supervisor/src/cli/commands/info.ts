/** `dumont-supervisor info`: this device, and what really runs on it. */
import {
  describeProbe,
  printableDocument,
  printableJson,
  type Device,
  type ProbedUnit,
} from '@dumont/protocol';
import type { BelievedWorker } from '@dumont/protocol/sark';
import { enginesFor, probeUnits, readDevice } from '@dumont/runner';
import { lineWidth, wrap } from '@dumont/runner/command-line';
import { sandboxOf } from '../../config/job-settings.ts';
import { SETTINGS, type Config } from '../../config/settings.ts';
import { readCa } from '../../config/redis-address.ts';
import { availableUnits } from '../../device/units.ts';
import { asKnown, readIdentity } from '../../identity/identity.ts';
import { WAY_OUT, wrongBeliefs } from '../../identity/beliefs.ts';
import { OrchestratorClient } from '../../sark/http/client.ts';
import { toRegistration } from '../../identity/registration.ts';
import { trustAuthority } from '../trust-authority.ts';
import { CONFINEMENT, defineCommand, PRINT_JSON, WHERE } from './command.ts';

interface Known {
  readonly device: Device;
  readonly workerId: string | null;
  readonly units: readonly ProbedUnit[];
  readonly orchestrator: { readonly believed: BelievedWorker; readonly wrong: readonly string[] } | null;
}

const { engine, deviceName, host, ca, token } = SETTINGS;

export const info = defineCommand({
  name: 'info',
  summary: 'show this device and the compute units that really run here',
  examples: ['dumont-supervisor info', 'dumont-supervisor info --json'],
  settings: { json: PRINT_JSON, engine, deviceName, ...CONFINEMENT, host, ca, token, ...WHERE },
  run: async ({ config, log, writeOut }) => {
    const { signal } = new AbortController();
    const [found, units] = await Promise.all([
      readDevice(),
      probeUnits(enginesFor(config.engine, process.cwd(), process.platform), {
        signal,
        sandbox: sandboxOf(config),
      }),
    ]);
    const identity = await readIdentity(config.dataDir, found.udid, log);
    const device = asKnown(found, identity, config.deviceName);
    const believed = await askOrchestrator(config, identity.workerId);
    const wrong =
      believed === null ? [] : wrongBeliefs(believed, toRegistration(device, availableUnits(units)));
    const orchestrator = believed === null ? null : { believed, wrong };
    const known = { workerId: identity.workerId, device, units, orchestrator };
    await writeOut(
      config.json
        ? `${printableJson(known, 2)}\n`
        : describe(printableDocument(known), lineWidth(process.stdout)),
    );
    return 0;
  },
});

/** @returns null where there is nobody to ask, or no answer */
async function askOrchestrator(
  { host, token, ca }: Config,
  workerId: string | null,
): Promise<BelievedWorker | null> {
  if (host === null || workerId === null) return null;
  trustAuthority(await readCa(ca));
  return new OrchestratorClient({ url: host, token }, new AbortController().signal).believed(workerId);
}

function describeBeliefs(wrong: readonly string[]): string {
  if (wrong.length === 0) return '';
  const lines = [
    '',
    'What the orchestrator believes otherwise',
    ...wrong.map((what) => `  ${what}`),
    `  ${WAY_OUT}`,
  ];
  return `${lines.join('\n')}\n`;
}

function describe({ device, workerId, units, orchestrator }: Known, columns: number): string {
  const rows: [string, string][] = [
    ['name', device.deviceName],
    ['worker', workerId ?? 'not registered yet'],
    ['udid', device.udid ?? 'none'],
    ['processor', device.soc],
    ['memory', `${device.ramGb} GB`],
    ['graphics card', device.discreteGpu ?? 'none'],
    ...(device.vram === null ? [] : [['video memory', `${device.vram} MB`] satisfies [string, string]]),
    ['system', `${device.os} ${device.osVersion}`],
    ...(device.deviceYear === null ? [] : [['year', String(device.deviceYear)] satisfies [string, string]]),
  ];
  const width = Math.max(...rows.map(([name]) => name.length), ...units.map(({ unit }) => unit.length));
  const lines = [
    'Device',
    ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
    '',
    'Compute units (found by running a tiny model on each, and on each device)',
    ...units.flatMap((probe) => [
      `  ${probe.unit.padEnd(width)}  ${describeUnit(probe)}`,
      ...describeProbe(probe).flatMap((line) => wrap(line, columns, '    ')),
    ]),
  ];
  return `${lines.join('\n')}\n${describeBeliefs(orchestrator?.wrong ?? [])}`;
}

/** One that runs and that no orchestrator knows is of no use to a fleet. */
export function describeUnit(probe: ProbedUnit): string {
  if (!probe.available) return 'does not run';
  return availableUnits([probe]).length > 0 ? 'runs' : 'runs, by dumont-runner alone: not announced';
}
