/** The test models that are there, each in a folder with its `test_data_set_N` folders. */
import { glob } from 'node:fs/promises';
import path from 'node:path';

export interface ConformanceModel {
  /** Such as `node/test_abs`. */
  readonly name: string;
  readonly file: string;
  readonly dataSet: string;
}

export async function listModels(root: string, only: string | undefined): Promise<ConformanceModel[]> {
  const models: ConformanceModel[] = [];
  for await (const file of glob('*/*/model.onnx', { cwd: root })) {
    const folder = path.dirname(file);
    const name = folder.split(path.sep).join('/');
    if (only !== undefined && !name.includes(only)) continue;
    models.push({
      name,
      file: path.join(root, file),
      dataSet: path.join(root, folder, 'test_data_set_0'),
    });
  }
  return models.sort((one, other) => one.name.localeCompare(other.name));
}
