/** What this machine has of what drivers need: device files, what describes devices, and the libraries of Vulkan's drivers. Linux. */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { findVulkanDrivers } from '@dumont/engines/manifests';
import { driversOf, type Drivers, type ExecutionProvider } from '@dumont/protocol';
import { isUnreadable } from '../../host/system-files.ts';

export interface DriverFiles {
  readonly readOnly: string[];
  /** Full paths. */
  readonly devices: string[];
}

/** Of `/dev` those folders alone are looked into. */
const DEVICE_FOLDERS = ['.', 'dri', 'accel'];
const CARDS = 'proc/driver/nvidia/gpus';

/**
 * @param card what the one card that is used is called: of NVIDIA's cards it alone is let in, where the driver knows it; null: all
 * @param root of the file system
 */
export function driverFiles(
  providers: readonly ExecutionProvider[],
  card: string | null,
  root = '/',
): DriverFiles {
  const needs = driversOf(providers);
  const folders = needs.flatMap((drivers) => drivers.folders).map((folder) => path.join(root, folder));
  const vulkan = needs.some((drivers) => drivers.vulkan === true) ? vulkanFiles(root) : [];
  return {
    readOnly: [...new Set([...folders.filter((folder) => existsSync(folder)), ...vulkan])],
    devices: deviceNodes(needs, root, card),
  };
}

/** @returns full paths, sorted */
export function deviceNodes(needs: readonly Drivers[], root: string, card: string | null = null): string[] {
  const only = card === null ? null : nodeOfCard(card, root);
  const isNeeded = (name: string): boolean =>
    needs.some(
      ({ devices, cards }) =>
        devices.test(name) || (cards?.test(name) === true && (only === null || name === only)),
    );
  return DEVICE_FOLDERS.flatMap((folder) =>
    namesIn(path.join(root, 'dev', folder)).map((name) => path.join(folder, name)),
  )
    .filter(isNeeded)
    .sort()
    .map((name) => path.join(root, 'dev', name));
}

/** NVIDIA's driver says of each card, to all, which node is its own. @returns null where it knows none of that uuid */
function nodeOfCard(uuid: string, root: string): string | null {
  for (const folder of namesIn(path.join(root, CARDS))) {
    const facts = textOf(path.join(root, CARDS, folder, 'information'));
    const minor = /^Device Minor:\s*(\d+)\s*$/m.exec(facts)?.[1];
    if (minor !== undefined && /^GPU UUID:\s*(\S+)\s*$/m.exec(facts)?.[1] === uuid) return `nvidia${minor}`;
  }
  return null;
}

/** The files that name Vulkan's drivers, and these: what they need further lies where the loader looks. */
function vulkanFiles(root: string): string[] {
  return findVulkanDrivers(process.env, path.join(root, 'etc')).flatMap(({ manifest, library }) => {
    // A name alone is looked for by the loader.
    const file = library.includes('/') ? path.resolve(path.dirname(manifest), library) : null;
    return [manifest, ...(file === null ? [] : [file])]
      .filter((place) => existsSync(place))
      .flatMap(withTarget);
  });
}

/** What is bound at the place of a link is what it leads to, and the loader may be told of that by its own name. */
function withTarget(file: string): string[] {
  return [...new Set([file, realpathSync(file)])];
}

function namesIn(folder: string): string[] {
  return unlessUnreadable([], () => readdirSync(folder));
}

function textOf(file: string): string {
  return unlessUnreadable('', () => readFileSync(file, 'utf8'));
}

function unlessUnreadable<Value>(otherwise: Value, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (isUnreadable(error)) return otherwise;
    throw error;
  }
}
