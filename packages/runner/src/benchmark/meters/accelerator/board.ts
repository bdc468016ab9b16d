/** What every maker's boards are asked. Whatever a board, its driver or our rights do not give is null, never a failure. */
import type { Energy } from '@dumont/protocol';

export interface BoardIdentity {
  readonly name: string;
  /** What tells it from others of its kind on this machine: NVIDIA's `GPU-1a2b…`, elsewhere its place on the bus. */
  readonly uuid: string;
  /** Version of the driver. */
  readonly driver: string | null;
  /** Its place on the bus as Linux writes it, `0000:3b:00.0`; null where nobody says. */
  readonly pciPlace: string | null;
}

export interface Board {
  readonly identity: BoardIdentity;
  /** What its counter of energy is called in reports; null where it has none. */
  readonly energySource: Extract<Energy['source'], 'nvml' | 'hwmon' | null>;
  /** From here on what it tells is of a phase; left out where it tells only what is now. */
  begin?(): void;
  /** Percent of the last moment in which anything ran on it; not how much of it was filled. */
  utilizationPercent(): number | null;
  /** Memory in use on the whole board. */
  usedBytes(): number | null;
  /** Memory of the board that these processes use. */
  bytesOf(pids: readonly number[]): number | null;
  powerW(): number | null;
  /** Energy since some moment in the past, in millijoules. May take milliseconds: never while something is timed. */
  energyMj(): bigint | null;
  clockMhz(): number | null;
  temperatureC(): number | null;
  /** Why it runs slower than it could; empty where it does not. */
  throttled(): string[] | null;
}

/** @param text as drivers and runtimes write it: the domain has four digits or eight @returns null where it is no place on the bus */
export function pciPlace(text: string): string | null {
  const found = /^(?:[0-9a-f]{4})?([0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])$/i.exec(text.trim());
  return found?.[1]?.toLowerCase() ?? null;
}
