/** `dumont-supervisor info`: this device, and what really runs on it. */
import { printableDocument, printableJson, type Device, type UnitProbe } from '@dumont/protocol';
import { readDevice } from '@dumont/runner';
import { sandboxOf } from '../config/job-settings.ts';
import { enginesOf, probeUnits } from '../device/units.ts';
import { asKnown, readIdentity } from '../identity/identity.ts';
import type { Invocation } from './run-command.ts';

interface Known {
  readonly device: Device;
  readonly workerId: string | null;
  readonly units: readonly UnitProbe[];
}

/** @returns the exit code */
export async function info({ config, log, json }: Invocation): Promise<number> {
  const { signal } = new AbortController();
  const [found, units] = await Promise.all([
    readDevice(),
    probeUnits(enginesOf(config.engine), { signal, sandbox: sandboxOf(config) }),
  ]);
  const identity = await readIdentity(config.dataDir, found.udid, log);
  const device = asKnown(found, identity, config.deviceName);
  const known = { workerId: identity.workerId, device, units };
  process.stdout.write(json ? `${printableJson(known, 2)}\n` : describe(printableDocument(known)));
  return 0;
}

function describe({ device, workerId, units }: Known): string {
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
    'Compute units (found by running a tiny model on each)',
    ...units.map(
      ({ unit, available, reason }) =>
        `  ${unit.padEnd(width)}  ${available ? 'runs' : `does not run: ${reason ?? ''}`}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}
