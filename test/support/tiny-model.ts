/** A model that is loaded and run in no time. */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Test } from 'tap';
import { encodeTinyModel } from '../../tools/models/tiny-model.ts';

/** So few runs that a test is short; enough to be a benchmark. */
export const QUICK = ['--loads', '1', '--runs', '3', '--warmup', '0'];

/** y = x + x, in the test's own folder. @returns its path */
export function writeTinyModel(t: Test, name = 'tiny.onnx'): string {
  const file = path.join(t.testdirName, name);
  if (!existsSync(t.testdirName)) t.testdir();
  writeFileSync(file, encodeTinyModel());
  return file;
}
