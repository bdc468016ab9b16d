/** What some engines load is compiled first: in a process of its own, once for each model, and kept for later benchmarks. */
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { manifestOf } from '@dumont/engines/manifests';
import { DumontError, type ModelFormat, type TaskOf } from '@dumont/protocol';
import { compiledKey } from '../../compiled/key.ts';
import { CompiledStore, type Made } from '../../compiled/compiled-store.ts';
import type { CompiledModel } from '../../compiled/kept-model.ts';
import { dataFolder } from '../../host/data-folder.ts';
import type { OpenModel } from '../../models/open-model.ts';
import { TEMPORARY, type Sandbox } from '../sandbox/sandbox.ts';
import { conductTask, type TaskConditions } from './conduct-task.ts';
import { TaskFailure } from './task-errors.ts';

type Session = Pick<TaskOf<'compile'>, 'engine' | 'options'>;

export interface Compiling extends Omit<TaskConditions, 'sandbox'> {
  readonly session: Session;
  /** One that the model itself is let into. The caller closes it. */
  readonly openSandbox: () => Promise<Sandbox>;
}

/** @returns what a model of the format is compiled to; null where the engine takes it as it is */
export function compiledFormat(engine: Session['engine'], format: ModelFormat): ModelFormat | null {
  return manifestOf(engine)?.compiles?.[format] ?? null;
}

/**
 * The caller owns it.
 * @param to what the model is compiled to
 * @throws DumontError for whatever went wrong; the signal's reason where it was aborted
 */
export async function compileModel(
  model: OpenModel,
  to: ModelFormat,
  compiling: Compiling,
): Promise<CompiledModel> {
  const { identity } = model;
  if (identity === null) throw new DumontError('INTERNAL', 'a model is compiled that nobody has read');
  const { session, signal } = compiling;
  const wanted = { key: compiledKey(session.engine, model.format, identity, thisSystem()), format: to };
  const store = new CompiledStore(
    path.join(dataFolder(process.env, process.platform, os.homedir()), 'compiled'),
  );
  const kept = await store.find(wanted, signal);
  return kept ?? store.make(wanted, (output, target) => compileTo(output, target, model, compiling), signal);
}

async function compileTo(
  output: string,
  target: string,
  model: OpenModel,
  { session, openSandbox, ...conditions }: Compiling,
): Promise<Made> {
  await mkdir(path.join(output, TEMPORARY), { mode: 0o700 });
  conditions.onEvent({ type: 'process', purpose: 'compile', index: 1, total: 1 });
  const sandbox = await openSandbox();
  const task = {
    kind: 'compile',
    ...session,
    model: { path: model.path, format: model.format },
    target,
  } as const;
  const startMs = performance.now();
  const { outcome, error } = await conductTask(task, { ...conditions, sandbox });
  const passedMs = performance.now() - startMs;
  // It must not have been other bytes.
  await model.verify(conditions.signal);
  if (error !== null) throw new TaskFailure(error);
  const { name, version } = outcome.engine ?? { name: session.engine.name, version: '' };
  return { compileMs: Math.min(outcome.compiledMs ?? 0, passedMs), engine: { name, version } };
}

function thisSystem(): Parameters<typeof compiledKey>[3] {
  return { platform: process.platform, arch: process.arch, version: `${os.release()} ${os.version()}` };
}
