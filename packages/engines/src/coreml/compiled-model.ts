/** What CoreML runs is compiled: `.mlmodelc`, a folder. */
import { mkdtemp, rename, rm, writeFile, cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ModelFile, NullModel } from '@dumont/protocol';
import { explainError } from './explain-error.ts';
import { encodeNullModel } from './null-model.ts';
import { completionOf } from './objc/block.ts';
import { makeFileUrl, readError, readText } from './objc/foundation.ts';
import type { ObjectiveC } from './objc/objective-c.ts';

/** Removed with what lies in it. */
export interface CompiledModel extends AsyncDisposable {
  /** Of the `.mlmodelc`. */
  readonly path: string;
}

/** @param target to be made @throws DumontError MODEL_INVALID, MODEL_UNSUPPORTED, MEMORY_EXCEEDED */
export async function compileTo(objc: ObjectiveC, model: ModelFile, target: string): Promise<void> {
  try {
    await move(await compile(objc, model.path), target);
  } catch (cause) {
    throw explainError(cause, 'load', `The model ${model.path} cannot be compiled`);
  }
}

/** @throws ForeignError where CoreML refuses it */
export async function compiledModel(objc: ObjectiveC, model: ModelFile | NullModel): Promise<CompiledModel> {
  if ('path' in model && model.format === 'mlmodelc')
    return { path: model.path, [Symbol.asyncDispose]: () => Promise.resolve() };
  const folder = await mkdtemp(path.join(tmpdir(), 'dumont-coreml-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const source = 'path' in model ? model.path : await writeNullModel(folder, model);
    const target = path.join(folder, 'model.mlmodelc');
    await move(await compile(objc, source), target);
    return { path: target, [Symbol.asyncDispose]: remove };
  } catch (cause) {
    await remove();
    throw cause;
  }
}

async function writeNullModel(folder: string, model: NullModel): Promise<string> {
  const file = path.join(folder, 'null.mlmodel');
  await writeFile(file, encodeNullModel(model));
  return file;
}

/** @returns the path of a folder that CoreML leaves to whoever asked */
function compile(objc: ObjectiveC, source: string): Promise<string> {
  return completionOf(
    objc,
    (handler) => {
      objc.send(
        objc.class('MLModel'),
        'compileModelAtURL:completionHandler:',
        makeFileUrl(objc, source),
        handler,
      );
    },
    ({ object, error }) => {
      if (object === 0n) throw readError(objc, error);
      return readText(objc, objc.send(object, 'path'));
    },
  );
}

/** The temporary folder of the system's may be on another disk than ours. */
async function move(from: string, to: string): Promise<void> {
  await rename(from, to).catch(async () => {
    await cp(from, to, { recursive: true });
    await rm(from, { recursive: true, force: true });
  });
}
