/** Whether this is a virtual machine, and whose, as far as it can be told without being root. */
import os from 'node:os';
import { askSystem } from '../../host/ask-system.ts';
import { readText } from '../../host/system-files.ts';

export interface MachineMarks {
  /** The firmware's vendor and product name; empty where there is none. */
  readonly firmware: string;
  /** Text of /proc/cpuinfo: on x86 a hypervisor sets a flag of its own. */
  readonly cpuinfo: string;
  readonly kernelRelease: string;
}

/** A machine of which nothing but its being virtual is known. */
const UNNAMED = 'unknown hypervisor';

/** Names in firmware that only virtual machines carry. */
const HYPERVISORS: readonly (readonly [RegExp, string])[] = [
  [/vmware/i, 'vmware'],
  [/virtualbox|innotek/i, 'virtualbox'],
  [/parallels/i, 'parallels'],
  [/\bxen\b|hvm domu/i, 'xen'],
  [/qemu|\bkvm\b|bochs/i, 'kvm'],
  [/microsoft corporation virtual machine/i, 'hyper-v'],
  [/google compute engine/i, 'google'],
  [/apple virtualization/i, 'apple'],
];

/** Clouds that also rent out bare metal under the same name. */
const CLOUDS: readonly (readonly [RegExp, string])[] = [
  [/amazon ec2/i, 'amazon'],
  [/digitalocean/i, 'digitalocean'],
  [/hetzner/i, 'hetzner'],
  [/openstack/i, 'openstack'],
];

/** @returns the hypervisor's name; `null` on a real machine */
export function virtualizationFrom({ firmware, cpuinfo, kernelRelease }: MachineMarks): string | null {
  if (/microsoft/i.test(kernelRelease)) return 'wsl';
  const named = nameIn(HYPERVISORS, firmware);
  if (named !== undefined) return named;
  return /^flags\s*:.*\bhypervisor\b/m.test(cpuinfo) ? (nameIn(CLOUDS, firmware) ?? UNNAMED) : null;
}

let known: Promise<string | null> | undefined;

/** It does not change while we run, so it is found out once. */
export async function readVirtualization(): Promise<string | null> {
  known ??= process.platform === 'linux' ? readOnLinux() : askOthers();
  return known;
}

async function readOnLinux(): Promise<string | null> {
  const [vendor, product, cpuinfo] = await Promise.all([
    readText('/sys/class/dmi/id/sys_vendor'),
    readText('/sys/class/dmi/id/product_name'),
    readText('/proc/cpuinfo'),
  ]);
  return virtualizationFrom({
    firmware: `${vendor ?? ''} ${product ?? ''}`.trim(),
    cpuinfo: cpuinfo ?? '',
    kernelRelease: os.release(),
  });
}

async function askOthers(): Promise<string | null> {
  const system = await askSystem(async ({ system }) => system());
  if (system?.virtual !== true) return null;
  return system.virtualHost?.toLowerCase() ?? UNNAMED;
}

function nameIn(table: readonly (readonly [RegExp, string])[], firmware: string): string | undefined {
  return table.find(([pattern]) => pattern.test(firmware))?.[1];
}
