/**
 * ONNX's `test_data_set_N` folders: input_0.pb, input_1.pb … and output_0.pb …: each for what it names, where all of them name one of
 * the model's, as ONNX Runtime's own test runner reads them; else in the order of the model's own.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dataSetPosition, DumontError, messageOf } from '@dumont/protocol';

/**
 * @param names of the model's inputs or outputs, in its order
 * @returns paths by position; not every position needs a file
 * @throws DumontError INPUT_INVALID where there is no such file, or one for a position that the model does not have
 */
export async function listDataSet(
  folder: string,
  kind: 'input' | 'output',
  names: readonly string[],
): Promise<Map<number, string>> {
  const count = names.length;
  const files = await readdir(folder).catch((cause: unknown) => {
    throw new DumontError('INPUT_INVALID', `The folder ${folder} cannot be read: ${messageOf(cause)}`, {
      cause,
    });
  });
  const paths = new Map<number, string>();
  for (const name of files) {
    const index = dataSetPosition(kind, name);
    if (index !== undefined) paths.set(index, join(folder, name));
  }
  if (paths.size === 0 && count > 0) {
    throw new DumontError(
      'INPUT_INVALID',
      `The folder ${folder} holds no ${kind}_0.pb: it must be an ONNX test_data_set folder`,
    );
  }
  const byName = await positionByName(paths, names);
  if (byName !== null) return byName;
  const beyond = [...paths.keys()].find((index) => index >= count);
  if (beyond !== undefined) {
    throw new DumontError(
      'INPUT_INVALID',
      `The folder ${folder} holds ${kind}_${beyond}.pb, but the model has only ${count} ${kind}s`,
    );
  }
  return paths;
}

/** @returns null where not every file names one of them, each another one */
async function positionByName(
  paths: ReadonlyMap<number, string>,
  names: readonly string[],
): Promise<Map<number, string> | null> {
  const { readTensorName } = await import('../onnx/read-tensor-name.ts');
  const found = new Map<number, string>();
  for (const path of paths.values()) {
    const position = names.indexOf(readTensorName(path) ?? '');
    if (position === -1 || found.has(position)) return null;
    found.set(position, path);
  }
  return found;
}
