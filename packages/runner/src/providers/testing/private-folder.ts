import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Test } from 'tap';
import type { Place } from '../place.ts';

/** A folder that nobody else may write, as that of a home is, whoever owns the checkout that tests run in. */
export function privateFolder(t: Test): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'dumont-test-')));
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

export function placeOf(folder: string, environment: Place['environment'] = {}): Place {
  return {
    environment: { DUMONT_PROVIDERS_DIR: path.join(folder, 'providers'), ...environment },
    platform: process.platform,
    home: path.join(folder, 'home'),
  };
}
