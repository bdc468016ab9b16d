/** What can be told of a model before any process is spent on it: that it is something else, or not whole. */
import { DumontError, formatRow, type ModelFormat } from '@dumont/protocol';
import { describeForeign, describePointer, HEAD_BYTES } from './foreign-file.ts';
import type { OpenFile } from './open-file.ts';

/**
 * @param own the model's own files, open
 * @throws DumontError MODEL_INVALID
 */
export async function refuseForeign(
  model: { readonly path: string; readonly format: ModelFormat },
  own: readonly { readonly name: string; readonly file: OpenFile }[],
): Promise<void> {
  if (formatRow(model.format).isFolder) return refuseFolder(model, own);
  const foreign = own[0] === undefined ? null : describeForeign(await readHead(own[0].file), model.format);
  if (foreign !== null)
    throw new DumontError('MODEL_INVALID', `${model.path} is no model: it is ${foreign}.`);
}

async function refuseFolder(
  { path: model, format }: Parameters<typeof refuseForeign>[0],
  own: Parameters<typeof refuseForeign>[1],
): Promise<void> {
  for (const { name, file } of own) {
    const pointer = describePointer(await readHead(file));
    if (pointer !== null)
      throw new DumontError(
        'MODEL_INVALID',
        `The model ${model} is not whole: its file ${JSON.stringify(name)} is ${pointer}.`,
      );
  }
  if (format !== 'mlpackage') return;
  // Read by those alone who have such a model.
  const { checkPackage } = await import('@dumont/engines/coreml-model');
  await checkPackage(model);
}

export async function readHead({ handle }: OpenFile): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  return buffer.subarray(0, bytesRead);
}
