/** What the inputs of a model are for, read from its graph. Pure. */
import type { TensorInfo } from '@dumont/protocol';
import type { InputUse, InputUses } from '../input-use.ts';
import { own } from '../own.ts';
import type { Graph, GraphNode } from './read-graph.ts';

/** A longer vector is data, with which nothing is calculated that says how much there is to do. */
const LONGEST_VECTOR = 16;

/** Which input of an operator gives on the same numbers, in whatever shape. */
const PASSED_ON: Readonly<Record<string, number>> = {
  Cast: 0,
  Identity: 0,
  Unsqueeze: 0,
  Squeeze: 0,
  Flatten: 0,
  Transpose: 0,
  Reshape: 0,
  Expand: 0,
  Slice: 0,
  Split: 0,
  Clip: 0,
  Gather: 0,
};

/** Of few numbers, what is calculated with them still says how much there is to do. */
const CALCULATED = new Set(['Add', 'Sub', 'Mul', 'Div', 'Neg', 'Abs', 'Min', 'Max', 'Floor', 'Ceil']);

/** Inputs of operators that set the amount of work, by position, and the least number there that does some. */
const AMOUNTS: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  Loop: { 0: 1, 1: 1 },
  If: { 0: 1 },
  Range: { 0: 0, 1: 1, 2: 1 },
  Tile: { 1: 1 },
  Expand: { 1: 1 },
  Reshape: { 1: 1 },
  Resize: { 2: 1, 3: 1 },
  Upsample: { 1: 1 },
  ConstantOfShape: { 0: 1 },
  OneHot: { 1: 1 },
  TopK: { 1: 1 },
  Slice: { 1: 0, 2: 1, 4: 1 },
  Pad: { 1: 0 },
};

/** Inputs of operators that are lengths, by position, and how much less than the length they are. */
const LENGTHS: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  LSTM: { 4: 0 },
  GRU: { 4: 0 },
  RNN: { 4: 0 },
  ReverseSequence: { 1: 0 },
  GroupQueryAttention: { 5: 1, 6: 0 },
};

const MASKS: Readonly<Record<string, readonly number[]>> = {
  Attention: [3],
  MultiHeadAttention: [4],
  EmbedLayerNormalization: [7],
};

/** Inputs that are indexes: the position of the table, and the attribute that says along which of its axes. */
const INDEXES: Readonly<Record<string, Readonly<Record<number, { table: number; axis: string }>>>> = {
  Gather: { 1: { table: 0, axis: 'axis' } },
  GatherElements: { 1: { table: 0, axis: 'axis' } },
  GatherBlockQuantized: { 1: { table: 0, axis: 'gather_axis' } },
  EmbedLayerNormalization: {
    0: { table: 2, axis: '' },
    1: { table: 4, axis: '' },
    8: { table: 3, axis: '' },
  },
};

/** What a table may have gone through on its way. */
const TABLE_PASSES = new Set(['Cast', 'Identity', 'DequantizeLinear']);

export function findInputUses(graph: Graph, inputs: readonly TensorInfo[]): InputUses {
  const finder = new UseFinder(graph);
  return new Map(
    inputs.flatMap((input) => {
      const use = finder.useOf(input);
      return use === undefined ? [] : [[input.name, use] as const];
    }),
  );
}

interface Taker {
  readonly node: GraphNode;
  readonly position: number;
}

interface Followed {
  readonly name: string;
  /** Whether they are other numbers than the input's. */
  readonly isCalculated: boolean;
}

/** @returns what has the same numbers after an operator, or such that are calculated from few */
function follow({ node, position }: Taker, { isCalculated }: Followed, isSmall: boolean): Followed[] {
  const passes = node.opType === 'Concat' || own(PASSED_ON, node.opType) === position;
  if (!passes && !(isSmall && CALCULATED.has(node.opType))) return [];
  return node.outputs.map((name) => ({ name, isCalculated: isCalculated || !passes }));
}

function takesMask({ node, position }: Taker): boolean {
  return own(MASKS, node.opType)?.includes(position) === true;
}

/** 1 − mask, or what stands where it is 0: beside attention. */
function turnsMask({ node: { opType }, position }: Taker): boolean {
  return (opType === 'Sub' && position === 1) || (opType === 'Where' && position === 0);
}

/** Which use stands where there are several. */
const RANK: readonly InputUse['kind'][] = ['index', 'amount', 'length', 'mask'];

class UseFinder {
  readonly #constants: Graph['constants'];
  readonly #takers = new Map<string, Taker[]>();
  readonly #makers = new Map<string, GraphNode>();
  readonly #hasAttention: boolean;

  constructor({ nodes, constants }: Graph) {
    this.#constants = constants;
    for (const node of nodes) {
      for (const [position, name] of node.inputs.entries()) {
        const takers = this.#takers.get(name);
        if (takers === undefined) this.#takers.set(name, [{ node, position }]);
        else takers.push({ node, position });
      }
      for (const name of node.outputs) this.#makers.set(name, node);
    }
    this.#hasAttention = nodes.some(({ opType }) => opType === 'Softmax' || opType.endsWith('Attention'));
  }

  useOf(input: TensorInfo): InputUse | undefined {
    const isSmall = input.shape.length <= 1 && input.shape.every((size) => Number(size) <= LONGEST_VECTOR);
    const found: InputUse[] = [];
    const seen = new Set([input.name]);
    const open: Followed[] = [{ name: input.name, isCalculated: false }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const taker of this.#takers.get(next.name) ?? []) {
        const use = this.#useBy(taker, isSmall);
        if (use !== undefined && (!next.isCalculated || use.kind === 'amount')) found.push(use);
        for (const followed of follow(taker, next, isSmall)) {
          if (seen.has(followed.name)) continue;
          seen.add(followed.name);
          open.push(followed);
        }
      }
    }
    return strongest(found);
  }

  #useBy(taker: Taker, isSmall: boolean): InputUse | undefined {
    const { opType } = taker.node;
    const rows = this.#rowsOf(taker.node, taker.position);
    if (rows !== undefined && rows > 0) return { kind: 'index', rows };
    const value = own(AMOUNTS, opType)?.[taker.position];
    if (value !== undefined) return { kind: 'amount', value };
    const less = own(LENGTHS, opType)?.[taker.position];
    if (less !== undefined) return { kind: 'length', less };
    const isMask = takesMask(taker) || (turnsMask(taker) && this.#hasAttention && !isSmall);
    return isMask ? { kind: 'mask' } : undefined;
  }

  #rowsOf(node: GraphNode, position: number): number | undefined {
    if (node.opType === 'OneHot' && position === 0) return this.#constants.get(node.inputs[1] ?? '')?.value;
    const index = own(INDEXES, node.opType)?.[position];
    if (index === undefined) return undefined;
    return this.#tableShape(node.inputs[index.table] ?? '')?.at(node.integers[index.axis] ?? 0);
  }

  #tableShape(name: string): readonly number[] | undefined {
    let current = name;
    for (let step = 0; step < 4; step += 1) {
      const constant = this.#constants.get(current);
      if (constant !== undefined) return constant.shape;
      const maker = this.#makers.get(current);
      if (maker === undefined || !TABLE_PASSES.has(maker.opType)) return undefined;
      current = maker.inputs[0] ?? '';
    }
    return undefined;
  }
}

/** Of several tables, the smallest: an index must be in all of them. Of several amounts, the largest. */
function strongest(found: readonly InputUse[]): InputUse | undefined {
  const size = (use: InputUse): number =>
    use.kind === 'index' ? use.rows : use.kind === 'amount' ? -use.value : 0;
  return found.toSorted(
    (one, other) => RANK.indexOf(one.kind) - RANK.indexOf(other.kind) || size(one) - size(other),
  )[0];
}
