/** How a model's weights are kept small, told by its operators. Pure. */

const KINDS: readonly { readonly words: string; readonly operators: readonly string[] }[] = [
  {
    words: 'weights of few bits (MatMulNBits)',
    operators: ['MatMulNBits', 'GatherBlockQuantized', 'MatMulBnb4', 'QMoE'],
  },
  {
    words: 'dynamic: inputs are quantised as they come',
    operators: ['DynamicQuantizeLinear', 'DynamicQuantizeMatMul', 'DynamicQuantizeLSTM'],
  },
  {
    words: 'static: operators on quantised values',
    operators: ['QLinearConv', 'QLinearMatMul', 'QGemm', 'QAttention', 'QLinearAdd'],
  },
];

/** Weights alone are dequantised where nothing is quantised. */
const PAIRS: Readonly<Record<'both' | 'weights', string>> = {
  both: 'static: QuantizeLinear and DequantizeLinear around operators (QDQ)',
  weights: 'weights alone, dequantised as they are used',
};

export function nameQuantization(operators: ReadonlySet<string>): string[] {
  const named = KINDS.filter((kind) => kind.operators.some((name) => operators.has(name))).map(
    ({ words }) => words,
  );
  if (!operators.has('DequantizeLinear')) return named;
  return [...named, operators.has('QuantizeLinear') ? PAIRS.both : PAIRS.weights];
}
