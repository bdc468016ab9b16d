/** What decides which units run here: it stays the same until the machine starts anew, or a driver or library is changed. */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { driversOf, executionProviderSchema } from '@dumont/protocol';
import { readText } from '../../host/system-files.ts';
import { isSystemError } from '../../host/system-error.ts';
import { deviceNodes } from '../sandbox/driver-files.ts';
import { childEnvironment } from '../sandbox/layers/cleared-environment.ts';

/** The times that a clock and an uptime give for one start differ by less. */
const START_STEP_MS = 60_000;

/**
 * @param files those that are loaded: libraries of the runtime and of its providers, and the folders that they lie in
 * @param root where the system describes itself; another folder in tests
 * @returns a checksum, equal for equal states
 */
export async function machineState(files: readonly string[], root = '/'): Promise<string> {
  const facts = {
    start: await startOfMachine(root),
    system: [os.platform(), os.arch(), os.release()],
    user: os.userInfo().uid,
    node: process.version,
    variables: childEnvironment(process.env),
    drivers: await describeDrivers(root),
    files: await Promise.all([...new Set(files)].sort().map(describeFile)),
  };
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

async function startOfMachine(root: string): Promise<string> {
  const bootId = await readText(path.join(root, 'proc/sys/kernel/random/boot_id'));
  return bootId ?? String(Math.round((Date.now() - os.uptime() * 1000) / START_STEP_MS));
}

/** A driver can be loaded, replaced or given a card without a new start. */
async function describeDrivers(root: string): Promise<(string | null)[]> {
  const nodes = deviceNodes(driversOf(executionProviderSchema.options), root);
  const texts = ['proc/driver/nvidia/version', ...['amdgpu', 'i915', 'xe'].map(moduleVersion)];
  return [...nodes, ...(await Promise.all(texts.map((file) => readText(path.join(root, file)))))];
}

function moduleVersion(module: string): string {
  return `sys/module/${module}/srcversion`;
}

async function describeFile(file: string): Promise<readonly unknown[]> {
  try {
    const { size, mtimeMs } = await stat(file);
    return [file, size, mtimeMs];
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return [file];
  }
}
