/** The command with another library of ONNX Runtime's, and what there is of libraries. */
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Test } from 'tap';
import { findLibrary } from '@dumont/engines/manifests';
import { reportSchema, type BenchmarkReport } from '@dumont/protocol';
import { whyNoSandbox } from '../../support/sandbox.ts';
import type { Command } from '../../support/command.ts';
import { QUICK, writeTinyModel } from '../../support/tiny-model.ts';

export const SHIPPED = findLibrary(null);

/** Each with the reason why tests in it are skipped, or false. */
export const MODES = [
  ['strict', (await whyNoSandbox()) ?? false],
  ['off', false],
] as const;

interface Told {
  readonly exitCode: number | null;
  readonly report: BenchmarkReport;
}

/** Of a tiny model. */
export async function benchmark(t: Test, command: Command, ...words: readonly string[]): Promise<Told> {
  const { exitCode, stdout } = await command.run(['-m', writeTinyModel(t), ...QUICK, '-f', 'json', ...words]);
  return { exitCode, report: reportSchema.parse(JSON.parse(stdout)) };
}

/** @returns the library of a wheel that the command has unpacked */
export function unpacked(command: Command, version: string): string {
  const pattern = `wheels/*/onnxruntime/capi/libonnxruntime*.${version}*`;
  const [library] = globSync(path.join(command.environment['DUMONT_DATA_DIR'] ?? '', pattern));
  if (library === undefined) throw new Error(`no library of ${version} was unpacked`);
  return library;
}

export function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
