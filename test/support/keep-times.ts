/** For tests of files that are changed without their times showing it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Sets the file's times back to the nanosecond, as Node's own function cannot: only the time of change remains. */
export function keepTimes(file: string, change: () => void): void {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'dumont-times-'));
  const reference = path.join(folder, 'reference');
  try {
    execFileSync('touch', ['-r', file, reference]);
    change();
    execFileSync('touch', ['-r', reference, file]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
