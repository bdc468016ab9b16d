/** Whether the machine runs on mains or on a battery. */
import type { Environment } from '@dumont/protocol';
import { askSystem } from '../../host/ask-system.ts';
import { listPaths, readText } from '../../host/system-files.ts';

type PowerSource = Environment['powerSource'];

/** One entry of Linux's /sys/class/power_supply: the files of those names. */
export interface PowerSupply {
  /** Mains, Battery, USB, UPS, Wireless. */
  readonly type: string | null;
  /** `1` where it delivers; batteries have none. */
  readonly online: string | null;
  /** Charging, Discharging, Not charging, Full; batteries only. */
  readonly status: string | null;
  /** `Device` for the battery of a mouse or the like. */
  readonly scope: string | null;
}

/** @returns `null` for a machine that shows no supply of its own */
export function powerSourceFrom(supplies: readonly PowerSupply[]): PowerSource {
  const own = supplies.filter((supply) => supply.scope !== 'Device');
  if (own.some((supply) => supply.type !== 'Battery' && supply.online === '1')) return 'mains';
  const batteries = own.filter((supply) => supply.type === 'Battery');
  if (batteries.some((battery) => battery.status === 'Discharging')) return 'battery';
  // A battery that is full or charging is fed by something, shown or not.
  return batteries.some((battery) => battery.status !== null) ? 'mains' : null;
}

export async function readPowerSource(): Promise<PowerSource> {
  return process.platform === 'linux' ? readOnLinux() : askOthers();
}

async function readOnLinux(): Promise<PowerSource> {
  const folders = await listPaths('/sys/class/power_supply', /./);
  return powerSourceFrom(await Promise.all(folders.map(readSupply)));
}

async function readSupply(folder: string): Promise<PowerSupply> {
  const [type, online, status, scope] = await Promise.all([
    readText(`${folder}/type`),
    readText(`${folder}/online`),
    readText(`${folder}/status`),
    readText(`${folder}/scope`),
  ]);
  return { type, online, status, scope };
}

async function askOthers(): Promise<PowerSource> {
  const battery = await askSystem(async ({ battery }) => battery());
  if (battery === null) return null;
  return battery.hasBattery && !battery.acConnected ? 'battery' : 'mains';
}
