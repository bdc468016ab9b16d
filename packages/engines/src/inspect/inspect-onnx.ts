import { DumontError, tensorTypeSchema, type InspectedModel, type TensorInfo } from '@dumont/protocol';
import { findInputUses } from '../onnx/input-uses.ts';
import { elementTypeName } from '../onnx/element-type.ts';
import type { OnnxModel, OnnxValue } from '../onnx/model/onnx-model.ts';
import { readOnnxModel } from '../onnx/model/read-model.ts';
import { flatten } from '../onnx/read-graph.ts';
import { chooseShapes, type WantedSizes } from './choose-shapes.ts';
import { countConstants } from './count-constants.ts';
import { countOperators, namesOfOperators } from './count-operators.ts';
import { countWork } from './count-work.ts';
import { nameQuantization } from './quantization.ts';

/** ONNX's own operators have no domain, or this one. */
const OWN_DOMAIN = 'ai.onnx';

/** @throws DumontError MODEL_INVALID, INPUT_INVALID */
export function inspectOnnx(path: string, format: 'onnx' | 'ort', wanted: WantedSizes): InspectedModel {
  const model = readOnnxModel(path, format);
  if (model === null)
    throw new DumontError(
      'MODEL_INVALID',
      `${path} is not a model in the format ${format}, or it is damaged or cut short.`,
    );
  const { graph, irVersion, producer, opsets, metadata } = model;
  const constant = new Set(graph.initializers.map(({ name }) => name));
  const taken = graph.inputs.filter(({ name }) => !constant.has(name)).map(tensorInfoOf);
  const { inputs, sizes } = chooseShapes(taken, wanted, usesOf(model, taken));
  const operators = countOperators(model);
  return {
    inputs,
    outputs: graph.outputs.map(tensorInfoOf),
    states: [],
    functions: [],
    onnx: {
      irVersion,
      producer,
      opsets: Object.fromEntries([...opsets].map(([domain, version]) => [domain || OWN_DOMAIN, version])),
      metadata: Object.fromEntries(metadata),
      operators,
      ...countConstants(model),
      quantization: nameQuantization(namesOfOperators(operators)),
      work: countWork(graph, {
        inputs: new Map(inputs.map(({ name, chosenShape }) => [name, chosenShape])),
        dimensions: sizes,
      }),
    },
    coreml: null,
  };
}

function usesOf(model: OnnxModel, inputs: readonly TensorInfo[]): ReturnType<typeof findInputUses> {
  const flat = flatten(model);
  return flat === null ? new Map() : findInputUses(flat, inputs);
}

function tensorInfoOf({ name, elementType, shape, container }: OnnxValue): TensorInfo {
  const dtype = tensorTypeSchema.safeParse(elementTypeName(elementType ?? 0)).data ?? null;
  return { name, dtype, shape: [...(shape ?? [])], ...(container === undefined ? {} : { container }) };
}
