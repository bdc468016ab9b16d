/** A model that is loaded and run in no time. */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { encodeModel } from '@dumont/engines/testing';
import type { Test } from 'tap';

/** So few runs that a test is short; enough to be a benchmark. */
export const QUICK = ['--loads', '1', '--runs', '3', '--warmup', '0'];

/** y = x + x, in the test's own folder. @returns its path */
export function writeTinyModel(t: Test, name = 'tiny.onnx'): string {
  const file = path.join(t.testdirName, name);
  if (!existsSync(t.testdirName)) t.testdir();
  writeFileSync(file, encodeTinyModel());
  return file;
}

export function encodeTinyModel(): Uint8Array {
  const value = { elementType: 'float32', shape: [1, 4] } as const;
  return encodeModel({
    nodes: [{ opType: 'Add', inputs: ['x', 'x'], outputs: ['y'] }],
    inputs: [{ name: 'x', ...value }],
    outputs: [{ name: 'y', ...value }],
  });
}
