/** `dumont-supervisor info`: this device, and what really runs on it. */
import type { Device, UnitProbe } from '@dumont/protocol';
import { readDevice } from '@dumont/runner';
import { sandboxOf } from '../config/job-settings.ts';
import { enginesOf, probeUnits } from '../device/units.ts';
import { asKnown, readIdentity } from '../identity/identity.ts';
import type { Invocation } from './run-command.ts';

/** @returns the exit code */
export async function info({ config, log, json }: Invocation): Promise<number> {
  const { signal } = new AbortController();
  const [found, units] = await Promise.all([
    readDevice(),
    probeUnits(enginesOf(config.engine), { signal, sandbox: sandboxOf(config) }),
  ]);
  const identity = await readIdentity(config.dataDir, found.udid, log);
  const device = asKnown(found, identity, config.deviceName);
  const { workerId } = identity;
  process.stdout.write(
    json ? `${JSON.stringify({ workerId, device, units }, null, 2)}\n` : describe(device, workerId, units),
  );
  return 0;
}

function describe(device: Device, workerId: string | null, units: readonly UnitProbe[]): string {
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
