/** Metadata as CoreML's compiler writes it; none of it was compiled here, which only a Mac can. */
import path from 'node:path';
import t, { type Test } from 'tap';
import { readSpecification } from './read-model.ts';
import { tensorInfoOf } from './tensor-info.ts';

const array = (name: string, dataType: string, shape: string, more = {}) => ({
  ...{ name, type: 'MultiArray', dataType, shape, isOptional: '0', hasShapeFlexibility: '0' },
  ...{ formattedType: `MultiArray (${dataType})`, shortDescription: '', ...more },
});
const METADATA = {
  metadataOutputVersion: '3.0',
  storagePrecision: 'Float16',
  specificationVersion: 8,
  modelType: { name: 'MLModelType_mlProgram' },
  inputSchema: [
    array('fixed', 'Float16', '[1, 512, 120]'),
    array('ranged', 'Int32', '[1, 1]', { hasShapeFlexibility: '1', shapeRange: '[[1, 1], [1, -1]]' }),
    array('several', 'Float32', '[1, 3]', { enumeratedShapes: '[[1, 3], [2, 3]]', isOptional: '1' }),
    {
      name: 'image',
      type: 'Image',
      width: '6',
      height: '4',
      colorspace: 'RGB',
      isColor: '1',
      isOptional: '0',
    },
    { name: 'gray', type: 'Image', width: '6', height: '4', colorspace: 'Grayscale', isColor: '0' },
    { name: 'count', type: 'Int64' },
    { name: 'words', type: 'Dictionary', formattedType: 'Dictionary (String → Double)' },
    { name: 'new', type: 'Hologram' },
  ],
  outputSchema: [array('y', 'Double', '[]')],
  stateSchema: [{ ...array('total', 'Float16', '[1, 4]'), type: 'State' }],
};

function read(t: Test, metadata: unknown, file = 'metadata.json') {
  const content = typeof metadata === 'string' ? metadata : JSON.stringify(metadata);
  const folder = t.testdir({ 'm.mlmodelc': { [file]: content, 'coremldata.bin': 'x' } });
  return readSpecification({ path: path.join(folder, 'm.mlmodelc'), format: 'mlmodelc' });
}

await t.test('inputs, outputs and states', async (t) => {
  const { inputs, outputs, states, ...rest } = await read(t, [METADATA]);
  t.match(rest, { specificationVersion: 8, kind: 'program', defaultFunction: null });
  t.strictSame(inputs.map(tensorInfoOf), [
    { name: 'fixed', dtype: 'float16', shape: [1, 512, 120] },
    { name: 'ranged', dtype: 'int32', shape: [1, ''], usualShape: [1, 1] },
    { name: 'several', dtype: 'float32', shape: ['', 3], usualShape: [1, 3] },
    { name: 'image', dtype: 'uint8', shape: [4, 6, 3] },
    { name: 'gray', dtype: 'uint8', shape: [4, 6] },
    { name: 'count', dtype: 'int64', shape: [] },
    { name: 'words', dtype: 'float64', shape: [], container: 'map' },
    { name: 'new', dtype: null, shape: [] },
  ]);
  t.equal(inputs[2]?.isOptional, true);
  t.strictSame(outputs.map(tensorInfoOf), [{ name: 'y', dtype: 'float64', shape: [] }]);
  t.strictSame(states.map(tensorInfoOf), [{ name: 'total', dtype: 'float16', shape: [1, 4] }]);
  const functions = [{ name: 'main', inputSchema: [array('x', 'Float32', '[2]')], outputSchema: [] }];
  const several = await read(t, [{ specificationVersion: 9, functions, defaultFunctionName: 'main' }]);
  t.equal(several.defaultFunction, 'main');
  t.match(several.functions.get('main')?.inputs, [{ name: 'x' }]);
});

await t.test('what does not say it is refused in words', async (t) => {
  const unsupported = { code: 'MODEL_UNSUPPORTED', message: /compiled and has no metadata\.json/ };
  await t.rejects(read(t, [METADATA], 'other.json'), unsupported);
  const invalid = { code: 'MODEL_INVALID', message: /not one of a compiled CoreML model/ };
  for (const metadata of ['[', '[]', '{}', [{ ...METADATA, inputSchema: [{}] }], ' '.repeat(2 ** 22 + 1)])
    await t.rejects(read(t, metadata), invalid);
  const odd = await read(t, [{ ...METADATA, inputSchema: [array('x', 'Float99', '[[1]]')] }]);
  t.strictSame(odd.inputs.map(tensorInfoOf), [{ name: 'x', dtype: null, shape: [] }], 'left open');
});
