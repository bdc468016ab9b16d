/** Follows sizes through a graph, operator by operator. What an operator that is not known gives is what the model says of it, if it does. */
import type { OnnxGraph, OnnxNode, OnnxValue } from '../../onnx/model/onnx-model.ts';
import { Call, MOST_NUMBERS, ruleFor, type Maybe, type ShapeRule } from './known.ts';
import { LAYOUT } from './layout.ts';
import { einsum, matMul, matMulNBits, recurrent, reduce } from './linear.ts';
import { MADE } from './made.ts';
import { elementwise } from './numbers.ts';
import { conv, convTranspose, globalPool, pool, resize } from './spatial.ts';

/** The first output is as the first input is. */
const like: ShapeRule = ({ inputs: [first] }) => (first === undefined ? [] : [{ shape: first.shape }]);

function all(rule: ShapeRule, names: string): Record<string, ShapeRule> {
  return Object.fromEntries(names.split(' ').map((name) => [name, rule]));
}

export const RULES: Readonly<Record<string, ShapeRule>> = {
  ...all(
    elementwise,
    'Add Sub Mul Div Pow Mod Min Max Mean Sum PRelu Equal Less LessOrEqual Greater GreaterOrEqual And Or Xor Not ' +
      'Where Neg Abs Floor Ceil Round Sqrt BitwiseAnd BitwiseOr BitwiseXor BitShift',
  ),
  ...all(
    like,
    'Relu LeakyRelu Elu Selu Celu ThresholdedRelu Sigmoid HardSigmoid HardSwish Swish Mish Tanh Softplus Softsign Gelu ' +
      'FastGelu QuickGelu BiasGelu Erf Exp Log Reciprocal Sign Sin Cos Tan Asin Acos Atan Sinh Cosh Asinh Acosh Atanh IsNaN ' +
      'Clip Softmax LogSoftmax Hardmax LayerNormalization SimplifiedLayerNormalization RMSNormalization ' +
      'SkipLayerNormalization SkipSimplifiedLayerNormalization BatchNormalization InstanceNormalization ' +
      'GroupNormalization LpNormalization LRN MeanVarianceNormalization CumSum QuantizeLinear DequantizeLinear ' +
      'DynamicQuantizeLinear ScatterND ScatterElements Scatter Trilu ReverseSequence CastLike RotaryEmbedding QLinearAdd QLinearMul ' +
      'QLinearSigmoid QLinearLeakyRelu NhwcMaxPool EyeLike RandomNormalLike RandomUniformLike',
  ),
  ...all(conv, 'Conv FusedConv ConvInteger QLinearConv'),
  ...all(convTranspose, 'ConvTranspose'),
  ...all(pool, 'MaxPool AveragePool LpPool'),
  ...all(globalPool, 'GlobalAveragePool GlobalMaxPool GlobalLpPool'),
  ...all(resize, 'Resize Upsample'),
  ...all(matMul, 'MatMul Gemm MatMulInteger QLinearMatMul FusedMatMul'),
  ...all(matMulNBits, 'MatMulNBits'),
  ...all(einsum, 'Einsum'),
  ...all(recurrent, 'LSTM GRU RNN'),
  ...all(
    reduce,
    'ReduceSum ReduceMean ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ' +
      'ReduceSumSquare ArgMax ArgMin',
  ),
  ...LAYOUT,
  ...MADE,
};

export interface Sizes {
  /** By name. */
  readonly inputs: ReadonlyMap<string, readonly number[]>;
  /** Of named dimensions. */
  readonly dimensions: ReadonlyMap<string, number>;
}

export interface Inferred {
  readonly node: OnnxNode;
  readonly call: Call;
  readonly outputs: readonly Maybe[];
}

/** @returns the nodes in their order, which is the order that they run in */
export function inferShapes(graph: OnnxGraph, { inputs, dimensions }: Sizes): Inferred[] {
  const known = new Map<string, Maybe>();
  for (const tensor of graph.initializers) known.set(tensor.name, tensor);
  for (const [name, shape] of inputs) known.set(name, { shape });
  const said = new Map([...graph.values, ...graph.outputs].map((value) => [value.name, value]));
  return graph.nodes.map((node) => {
    const call = new Call(
      node,
      node.inputs.map((name) => known.get(name)),
    );
    const found = ruleFor(RULES, node)?.(call) ?? [];
    const outputs = node.outputs.map(
      (name, index) => few(found[index]) ?? saidOf(said.get(name), dimensions),
    );
    for (const [index, name] of node.outputs.entries()) known.set(name, outputs[index]);
    return { node, call, outputs };
  });
}

/** What is concatenated with itself again and again would double each time. */
function few(value: Maybe): Maybe {
  return (value?.numbers?.length ?? 0) > MOST_NUMBERS ? value && { shape: value.shape } : value;
}

function saidOf(value: OnnxValue | undefined, dimensions: ReadonlyMap<string, number>): Maybe {
  const shape = value?.shape?.map((size) => (typeof size === 'number' ? size : dimensions.get(size)));
  return shape?.every((size) => size !== undefined) === true ? { shape } : undefined;
}
