/** ONNX's `test_data_set_N` folders: input_0.pb, input_1.pb … and output_0.pb …, in the order of the model's own. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dataSetPosition, DumontError, messageOf } from '@dumont/protocol';

/**
 * @param count how many inputs or outputs the model has
 * @returns paths by position; not every position needs a file
 * @throws DumontError INPUT_INVALID where there is no such file, or one for a position that the model does not have
 */
export async function listDataSet(
  folder: string,
  kind: 'input' | 'output',
  count: number,
): Promise<Map<number, string>> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new DumontError('INPUT_INVALID', `The folder ${folder} cannot be read: ${messageOf(cause)}`, {
      cause,
    });
  });
  const paths = new Map<number, string>();
  for (const name of names) {
    const index = dataSetPosition(kind, name);
    if (index !== undefined) paths.set(index, join(folder, name));
  }
  if (paths.size === 0 && count > 0) {
    throw new DumontError(
      'INPUT_INVALID',
      `The folder ${folder} holds no ${kind}_0.pb: it must be an ONNX test_data_set folder`,
    );
  }
  const beyond = [...paths.keys()].find((index) => index >= count);
  if (beyond !== undefined) {
    throw new DumontError(
      'INPUT_INVALID',
      `The folder ${folder} holds ${kind}_${beyond}.pb, but the model has only ${count} ${kind}s`,
    );
  }
  return paths;
}
