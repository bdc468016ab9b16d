/** What a bubblewrap that binds paths alone has really bound, seen from outside before the process is told to load it. Linux. */
import { existsSync, fstatSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { isSameFile, modelChanged } from '../../../../models/file-version.ts';
import type { ModelFile } from '../../../../models/open-model.ts';
import { listTree } from '../../../../host/process-tree.ts';
import { isGone } from '../../../../host/system-error.ts';
import { BUBBLEWRAP_PROCESSES } from './arguments.ts';

/**
 * @param root bubblewrap's own process; one that is gone tells by its exit why
 * @throws DumontError MODEL_CHANGED where another file lies inside; the system's error where it may not be looked at
 */
export async function lookInside(root: number, files: readonly ModelFile[]): Promise<void> {
  const pid = (await listTree(root))[BUBBLEWRAP_PROCESSES];
  if (pid === undefined) return;
  for (const { path, descriptor } of files) {
    if (descriptor === null) continue;
    const seen = await stat(`/proc/${pid}/root${path}`, { bigint: true }).catch((error: unknown) => {
      if (isGone(error)) return null;
      throw error;
    });
    if (seen !== null && isSameFile(seen, fstatSync(descriptor, { bigint: true }))) continue;
    if (existsSync(`/proc/${pid}`)) throw modelChanged(path, 'was replaced');
  }
}
