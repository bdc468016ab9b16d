/** What WebGPU will run on where it goes by Vulkan, which it takes from any driver: one that computes on the CPU, too, without a word. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { findVulkanDrivers, readOr } from './vulkan-drivers.ts';

/** What the kernel makes for a GPU: a node for drawing, NVIDIA's own, that of Windows under its Linux. */
const GPU_NODE = /^(renderD\d+|nvidia\d+|dxg)$/;
const DEVICE_FOLDERS = ['dev', 'dev/dri'];

export type VulkanAdapter =
  | { readonly isGpu: true }
  /** `software` is what computes on the CPU instead; null where there is nothing either. */
  | { readonly isGpu: false; readonly reason: string; readonly software: string | null };

/**
 * By files alone: nothing is loaded. Of a machine with a GPU and a driver for one, it is taken to be that GPU's.
 * @param root of the file system
 */
export function findVulkanAdapter(
  environment: Readonly<Record<string, string | undefined>>,
  root = '/',
): VulkanAdapter {
  const drivers = findVulkanDrivers(environment, path.join(root, 'etc'));
  const [software = null] = drivers.flatMap((driver) => driver.software ?? []);
  if (drivers.length === 0) return { isGpu: false, reason: 'there is no Vulkan driver', software };
  if (drivers.every((driver) => driver.software !== null))
    return { isGpu: false, reason: `the only Vulkan driver computes on the CPU (${software})`, software };
  return hasGpu(root)
    ? { isGpu: true }
    : { isGpu: false, reason: 'there is a Vulkan driver, and no GPU in /dev', software };
}

function hasGpu(root: string): boolean {
  const folders = DEVICE_FOLDERS.map((folder) => path.join(root, folder));
  const names = folders.flatMap((folder) => readOr([], () => readdirSync(folder)));
  return names.some((name) => GPU_NODE.test(name));
}
