/** Files and folders that must not outlive the command, however it ends: removed on exit too, unless that is a SIGKILL. */
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const kept = new Set<string>();

/** @returns what removes the path, now rather than at exit */
export function trackTemporary(path: string): () => Promise<void> {
  if (kept.size === 0) process.on('exit', removeAll);
  kept.add(path);
  return async () => {
    await rm(path, { recursive: true, force: true });
    forget(path);
  };
}

/** Only the user of this process may enter it. */
export async function createTemporaryFolder(
  prefix: string,
): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), prefix));
  return { path, remove: trackTemporary(path) };
}

function forget(path: string): void {
  kept.delete(path);
  if (kept.size === 0) process.off('exit', removeAll);
}

function removeAll(): void {
  for (const path of kept) rmSync(path, { recursive: true, force: true });
}
