/** Compares outputs with the reference values of an ONNX `test_data_set_N` folder. */
import { DumontError, type Expectation, type TensorInfo } from '@dumont/protocol';
import type { Comparison, Tolerance } from './compare-tensors.ts';
import { compareValues } from './compare-values.ts';
import { readBounded } from './feeds/read-bounded.ts';
import { listDataSet } from './feeds/read-data-set.ts';
import { decodePb } from './feeds/read-value-file.ts';
import { own } from './own.ts';
import type { NamedValues, Value } from './value.ts';

export interface Expected extends Tolerance {
  readonly folder: string;
}

/**
 * @param outputs all of the model's, in its order: `output_0.pb` is the first one's where the files name none
 * @throws DumontError INPUT_INVALID where the reference is missing or unreadable: that is no match
 */
export async function compareOutputs(
  outputs: readonly TensorInfo[],
  actual: NamedValues,
  expected: Expected,
): Promise<Expectation> {
  const { folder, rtol, atol } = expected;
  const results: Expectation['outputs'] = [];
  for (const { output, path } of await locateReferences(outputs, folder)) {
    const value = own(actual, output.name);
    results.push({ name: output.name, ...(await compareWithFile(value, output, path, expected)) });
  }
  return { matched: allMatched(results), rtol, atol, outputs: results };
}

/**
 * That there is a reference for each output, which can be read.
 * @param notFetched names of outputs that are not compared, because the engine does not return them
 * @throws as `compareOutputs` does
 */
export async function checkExpected(
  outputs: readonly TensorInfo[],
  { folder }: Pick<Expected, 'folder'>,
  notFetched: readonly string[],
): Promise<void> {
  for (const { output, path } of await locateReferences(outputs, folder)) {
    if (!notFetched.includes(output.name)) await readReference(output, path);
  }
}

interface Reference {
  readonly output: TensorInfo;
  readonly path: string;
}

async function locateReferences(outputs: readonly TensorInfo[], folder: string): Promise<Reference[]> {
  const names = outputs.map(({ name }) => name);
  const paths = await listDataSet(folder, 'output', names);
  return outputs.map((output, position) => {
    const path = paths.get(position);
    if (path !== undefined) return { output, path };
    throw new DumontError(
      'INPUT_INVALID',
      `The folder ${folder} holds no output_${position}.pb for the output ${output.name}`,
    );
  });
}

async function readReference(output: TensorInfo, path: string): Promise<Value> {
  const where = `The file ${path} for the output ${output.name}`;
  return decodePb(await readBounded(path, where), output, where);
}

async function compareWithFile(
  actual: Value | undefined,
  output: TensorInfo,
  path: string,
  tolerance: Tolerance,
): Promise<Comparison> {
  if (actual === undefined)
    return { matched: null, maxAbsError: null, detail: 'the engine did not return it' };
  return compareValues(actual, await readReference(output, path), tolerance);
}

/** One that differs is enough; else one that was not compared leaves it open. */
function allMatched(results: readonly Comparison[]): boolean | null {
  if (results.some(({ matched }) => matched === false)) return false;
  return results.every(({ matched }) => matched === true) ? true : null;
}
