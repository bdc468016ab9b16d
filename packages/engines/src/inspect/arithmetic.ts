/** How much an operator calculates, by the sizes of what it takes and gives. Pure. */
import { product, ruleFor, type Call, type Maybe } from './shapes/known.ts';
import { einsumOf, operandsOf } from './shapes/linear.ts';
import { weightsOf } from './shapes/spatial.ts';

export interface Work {
  /** Products that are added up: what published figures of models mostly count. */
  readonly multiplyAdds: number;
  /** Two for each of those, and one for each other operation on numbers. */
  readonly flops: number;
}

/** @returns undefined where a size is missing */
type WorkRule = (call: Call, outputs: readonly Maybe[]) => Work | undefined;

function multiplied(multiplyAdds: number | undefined, others = 0): Work | undefined {
  return multiplyAdds === undefined ? undefined : { multiplyAdds, flops: 2 * multiplyAdds + others };
}

function operations(flops: number | undefined): Work | undefined {
  return flops === undefined ? undefined : { multiplyAdds: 0, flops };
}

function elements(shape: readonly number[] | undefined): number | undefined {
  return shape === undefined ? undefined : product(shape);
}

/** @param bias where it is among the inputs */
function biasAdds(call: Call, bias: number, outputs: number): number {
  return call.inputs[bias] === undefined ? 0 : outputs;
}

const conv: WorkRule = (call, [output]) => {
  const [, ...perOutput] = weightsOf(call) ?? [];
  if (output === undefined || perOutput.length === 0) return undefined;
  const count = product(output.shape);
  return multiplied(count * product(perOutput), biasAdds(call, call.opType === 'QLinearConv' ? 8 : 2, count));
};

const convTranspose: WorkRule = (call, [output]) => {
  const [, ...perInput] = weightsOf(call) ?? [];
  const count = elements(call.shape(0));
  if (count === undefined || output === undefined || perInput.length === 0) return undefined;
  return multiplied(count * product(perInput), biasAdds(call, 2, product(output.shape)));
};

const matMul: WorkRule = (call, [output]) => {
  const inner = operandsOf(call)?.[0].at(-1);
  if (output === undefined || inner === undefined) return undefined;
  const count = product(output.shape);
  return multiplied(count * inner, call.opType === 'Gemm' ? biasAdds(call, 2, count) : 0);
};

const matMulNBits: WorkRule = (call, [output]) => {
  const inner = call.integer('K');
  return output === undefined || inner === undefined ? undefined : multiplied(product(output.shape) * inner);
};

const einsum: WorkRule = (call) => {
  const found = einsumOf(call);
  if (found === undefined) return undefined;
  // Of one operand elements are added or moved.
  return call.inputs.length === 1 ? operations(found.terms) : multiplied(found.terms);
};

/** W: [directions, gates × hidden, input], R: [directions, gates × hidden, hidden]. Gates themselves are not counted. */
const recurrent: WorkRule = (call) => {
  const [first, second] = call.shape(0) ?? [];
  const [weights, recurrence] = [elements(call.shape(1)), elements(call.shape(2))];
  if (first === undefined || second === undefined || weights === undefined || recurrence === undefined)
    return undefined;
  return multiplied(first * second * (weights + recurrence));
};

const eachOutput: WorkRule = (_, [output]) => operations(elements(output?.shape));
const eachInput: WorkRule = (call) => operations(elements(call.shape(0)));

/** @param count operations on each element */
function perElement(count: number): WorkRule {
  return (_, [output]) => (output === undefined ? undefined : operations(count * product(output.shape)));
}

const pool: WorkRule = (call, [output]) => {
  const kernel = call.integers('kernel_shape');
  return output === undefined || kernel === undefined
    ? undefined
    : operations(product(output.shape) * product(kernel));
};

const nothing: WorkRule = () => ({ multiplyAdds: 0, flops: 0 });

function all(rule: WorkRule, names: string): Record<string, WorkRule> {
  return Object.fromEntries(names.split(' ').map((name) => [name, rule]));
}

const WORK: Readonly<Record<string, WorkRule>> = {
  ...all(conv, 'Conv FusedConv ConvInteger QLinearConv'),
  ...all(convTranspose, 'ConvTranspose'),
  ...all(matMul, 'MatMul Gemm MatMulInteger QLinearMatMul FusedMatMul'),
  ...all(matMulNBits, 'MatMulNBits'),
  ...all(einsum, 'Einsum'),
  ...all(recurrent, 'LSTM GRU RNN'),
  ...all(
    eachOutput,
    'Add Sub Mul Div Pow Mod Min Max Mean Sum PRelu Neg Abs Floor Ceil Round Sqrt Relu LeakyRelu Elu Selu Celu ' +
      'ThresholdedRelu Sigmoid HardSigmoid HardSwish Swish Mish Tanh Softplus Softsign Gelu FastGelu QuickGelu BiasGelu Erf Exp Log ' +
      'Reciprocal Sign Sin Cos Tan Asin Acos Atan Sinh Cosh Asinh Acosh Atanh Clip CumSum Resize Upsample ' +
      'QuantizeLinear DequantizeLinear DynamicQuantizeLinear QLinearAdd QLinearMul QLinearSigmoid QLinearLeakyRelu ' +
      'Equal Less LessOrEqual Greater GreaterOrEqual And Or Xor Not BitwiseAnd BitwiseOr BitwiseXor BitShift',
  ),
  // A factor and a summand that come from its four numbers for each channel.
  ...all(perElement(2), 'BatchNormalization'),
  // Largest, difference, exponential, sum, quotient.
  ...all(perElement(5), 'Softmax LogSoftmax'),
  // Mean, difference, square, its mean, quotient, factor, summand.
  ...all(perElement(7), 'LayerNormalization InstanceNormalization GroupNormalization SkipLayerNormalization'),
  ...all(
    perElement(4),
    'SimplifiedLayerNormalization RMSNormalization SkipSimplifiedLayerNormalization LpNormalization',
  ),
  ...all(pool, 'MaxPool AveragePool LpPool'),
  ...all(eachInput, 'GlobalAveragePool GlobalMaxPool GlobalLpPool ReduceSum ReduceMean ReduceMax ReduceMin'),
  ...all(
    eachInput,
    'ReduceProd ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceSumSquare ArgMax ArgMin Hardmax',
  ),
  ...all(
    nothing,
    'Shape Size Reshape Flatten Squeeze Unsqueeze Transpose Concat Split Gather GatherElements GatherND Slice Expand Tile ' +
      'Pad ConstantOfShape Range OneHot SpaceToDepth DepthToSpace Identity Cast CastLike Dropout Constant Where ' +
      'ScatterND ScatterElements Scatter Trilu ReverseSequence EyeLike IsNaN',
  ),
};

const INNER = 'it has a graph of its own, and how often that runs is not known';
const NO_RULE = 'how much it calculates is not known';
const NO_SIZES = 'sizes that it depends on are not known';

/** @returns why it is not counted where it is not */
export function workOf(call: Call, outputs: readonly Maybe[]): Work | string {
  if (['If', 'Loop', 'Scan'].includes(call.opType)) return INNER;
  const rule = ruleFor(WORK, call);
  if (rule === undefined) return NO_RULE;
  return rule(call, outputs) ?? NO_SIZES;
}
