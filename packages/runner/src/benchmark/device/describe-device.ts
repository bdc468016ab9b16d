/** From what was found out about a device to what reports say of it. Pure. */
import { createHash } from 'node:crypto';
import { BYTES_PER_MB, type Device } from '@dumont/protocol';
import { findDiscreteGpu } from './discrete-gpu.ts';
import type { Facts } from './facts.ts';

/** What Node itself knows: always there. */
export interface NodeFacts {
  readonly hostname: string;
  readonly cpuModel: string;
  readonly totalMemoryBytes: number;
  readonly osType: string;
  readonly osRelease: string;
}

const UNKNOWN = 'unknown';

export function describeDevice(node: NodeFacts, facts: Facts): Device {
  const gpu = findDiscreteGpu(facts);
  return {
    deviceName: node.hostname,
    deviceYear: yearOf(facts.system?.version),
    soc: nameProcessor(node.cpuModel, facts.cpu?.vendor ?? ''),
    ramGb: Math.round((node.totalMemoryBytes / BYTES_PER_MB / 1024) * 10) / 10,
    discreteGpu: gpu?.name ?? null,
    vram: gpu?.vramMb ?? null,
    ...nameSystem(node, facts.os),
    udid: applicationId(known(facts.uuid?.os)),
  };
}

function nameSystem(node: NodeFacts, os: Facts['os']): Pick<Device, 'os' | 'osVersion'> {
  return { os: known(os?.distro) ?? node.osType, osVersion: known(os?.release) ?? node.osRelease };
}

/** @param model as the processor says it @param vendor put before it where it is not said @returns the name without marks and clock speed */
export function nameProcessor(model: string, vendor: string): string {
  const name = model
    .replace(/\((R|TM|C)\)/gi, '')
    .replace(/@.*$/, '')
    .replace(/\b(CPU|Processor|\d+-Core)\b/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  const maker = vendor.replace(/^(Genuine|Authentic)(?=.)/, '');
  if (name === '' || name === UNKNOWN) return maker === '' ? UNKNOWN : maker;
  return name.toLowerCase().includes(maker.toLowerCase()) ? name : `${maker} ${name}`;
}

/** Apple's model names say the year: `MacBook Pro (14-inch, 2021)`. Others have version numbers there. */
function yearOf(version: string | undefined): number | null {
  const year = /[(, ](20\d\d)\)/.exec(version ?? '')?.[1];
  return year === undefined ? null : Number(year);
}

/** Stays the same, and does not give away the system's own id, which other programs may take for a secret (see machine-id(5)). */
function applicationId(systemId: string | null): string | null {
  if (systemId === null) return null;
  const hash = createHash('sha256').update(`dumont:${systemId}`).digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    hash.slice(12, 16),
    hash.slice(16, 20),
    hash.slice(20, 32),
  ].join('-');
}

/** systeminformation says `unknown` or nothing. */
function known(text: string | undefined): string | null {
  return text === undefined || text === '' || text === UNKNOWN ? null : text;
}
