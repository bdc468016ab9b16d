import type { InspectedModel, ModelFile } from '@dumont/protocol';
import { readSpecification, tensorInfoOf } from '../coreml/model/index.ts';
import { chooseShapes, type WantedSizes } from './choose-shapes.ts';

export async function inspectCoreml(model: ModelFile, sizes: WantedSizes): Promise<InspectedModel> {
  const { functions, defaultFunction, specificationVersion, kind, ...own } = await readSpecification(model);
  const { inputs, outputs, states } = functions.get(defaultFunction ?? '') ?? own;
  return {
    inputs: chooseShapes(inputs.map(tensorInfoOf), sizes, new Map()).inputs,
    outputs: outputs.map(tensorInfoOf),
    states: states.map(tensorInfoOf),
    functions: [...functions.keys()],
    onnx: null,
    coreml: { specificationVersion, kind },
  };
}
