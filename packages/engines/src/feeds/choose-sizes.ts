/** Which size each dimension gets: what was said, what follows from that, what is usual, else 1. Pure. */
import {
  DumontError,
  evaluateExpression,
  type Expression,
  type InputSpec,
  namesIn,
  parseExpression,
  solveExpression,
  type TensorInfo,
} from '@dumont/protocol';
import type { InputUses } from '../input-use.ts';
import { allNames, dimensionLabel, usualSizes, type Totals } from './usual-sizes.ts';

const DEFAULT_SIZE = 1;
/** How far a name is raised for what follows from it to be a size at all. */
const LARGEST_RAISED = 4096;

export interface ChosenSizes {
  /** By name, and by place for a dimension without one. */
  readonly sizes: ReadonlyMap<string, number>;
  /** @throws DumontError INPUT_INVALID where an expression comes to no size */
  shapeOf(input: TensorInfo): number[];
  /** Open axes whose size nobody gave, nor does it follow from what was given; `usual` are those that a convention decided. */
  chosenAxes(input: TensorInfo): { readonly all: readonly number[]; readonly usual: readonly number[] };
}

/** @param given shapes of single inputs, by flag or file @throws DumontError INPUT_INVALID */
export function chooseSizes(
  inputs: readonly TensorInfo[],
  spec: Pick<InputSpec, 'dims'>,
  given: ReadonlyMap<string, readonly number[]>,
  uses: InputUses,
): ChosenSizes {
  return new SizeChooser(inputs, uses).choose(new Map(Object.entries(spec.dims)), given);
}

class SizeChooser implements ChosenSizes {
  readonly sizes = new Map<string, number>();
  readonly #inputs: readonly TensorInfo[];
  readonly #expressions = new Map<string, Expression>();
  readonly #usual: ReadonlyMap<string, number>;
  readonly #totals: Totals;
  /** What was given for an expression, by its text. */
  readonly #texts = new Map<string, number>();
  /** Labels whose size nobody gave. */
  readonly #chosen = new Set<string>();

  constructor(inputs: readonly TensorInfo[], uses: InputUses) {
    this.#inputs = inputs;
    for (const text of inputs.flatMap(({ shape }) => shape)) {
      const expression = typeof text === 'string' ? parseExpression(text) : null;
      if (expression !== null) this.#expressions.set(String(text), expression);
    }
    const { sizes, totals } = usualSizes(inputs, uses);
    this.#usual = sizes;
    this.#totals = totals;
    for (const [name, parts] of totals) this.#expressions.set(name, sumOf(parts));
  }

  choose(dims: ReadonlyMap<string, number>, given: ReadonlyMap<string, readonly number[]>): this {
    for (const [name, size] of dims) this.#set(name, size);
    for (const input of this.#inputs) {
      for (const [axis, size] of (given.get(input.name) ?? []).entries()) {
        const label = input.shape[axis];
        if (typeof label === 'string' && label !== '' && !this.#isSet(label)) this.#set(label, size);
      }
    }
    this.#solve();
    this.#refuseUnsolved(given);
    this.#chooseRest(given);
    return this;
  }

  shapeOf(input: TensorInfo): number[] {
    return input.shape.map((size, axis) => (typeof size === 'number' ? size : this.#sizeOf(input, axis)));
  }

  chosenAxes(input: TensorInfo): { all: number[]; usual: number[] } {
    const sources = input.shape.map((size, axis) =>
      typeof size === 'number' ? [] : this.#sourcesOf(dimensionLabel(input, axis)),
    );
    const axesWhere = (isSo: (label: string) => boolean): number[] =>
      sources.flatMap((labels, axis) => (labels.some(isSo) ? [axis] : []));
    return {
      all: axesWhere((label) => this.#chosen.has(label)),
      usual: axesWhere((label) => this.#chosen.has(label) && this.#usual.has(label)),
    };
  }

  #set(label: string, size: number): void {
    (this.#expressions.has(label) ? this.#texts : this.sizes).set(label, size);
  }

  #isSet(label: string): boolean {
    return this.#texts.has(label) || this.sizes.has(label);
  }

  /** Labels that the size of one follows from. */
  #sourcesOf(label: string): readonly string[] {
    const expression = this.#expressions.get(label);
    if (expression === undefined) return [label];
    return this.#texts.has(label) ? [] : namesIn(expression);
  }

  /** What is given for expressions says how large the names in them are, one after the other. */
  #solve(): void {
    for (let isNew = true; isNew;) {
      isNew = false;
      for (const [text, value] of this.#texts) {
        const expression = this.#expressions.get(text);
        const solution = expression === undefined ? null : solveExpression(expression, value, this.sizes);
        if (solution === null) continue;
        this.sizes.set(...solution);
        isNew = true;
      }
    }
  }

  /** A name that what was given does not settle, though it stands in it: a guess would contradict that. */
  #refuseUnsolved(given: ReadonlyMap<string, readonly number[]>): void {
    for (const [text, value] of this.#texts) {
      // Not written as a sum: what is usual decides about its parts.
      if (this.#totals.has(text)) continue;
      const open = this.#namesOf(text).filter((name) => !this.sizes.has(name) && this.#isNeeded(name, given));
      if (open.length === 0) continue;
      throw new DumontError(
        'INPUT_INVALID',
        `The dimension ${text} is ${value}, which does not say how large ${open.join(' and ')} ` +
          `${open.length === 1 ? 'is' : 'are'}. Use ${open.map((name) => `--dim ${name}=…`).join(' and ')}`,
      );
    }
  }

  #isNeeded(name: string, given: ReadonlyMap<string, readonly number[]>): boolean {
    return this.#inputs.some(
      (input) =>
        !given.has(input.name) &&
        input.shape.some((_, axis) => this.#sourcesOf(dimensionLabel(input, axis)).includes(name)),
    );
  }

  #namesOf(text: string): readonly string[] {
    const expression = this.#expressions.get(text);
    return expression === undefined ? [] : namesIn(expression);
  }

  #chooseRest(given: ReadonlyMap<string, readonly number[]>): void {
    const unnamed = this.#inputs
      .filter(({ name }) => !given.has(name))
      .flatMap((input) =>
        input.shape.flatMap((size, axis) => (size === '' ? [dimensionLabel(input, axis)] : [])),
      );
    const labels = [...allNames(this.#inputs), ...unnamed];
    this.#chooseSizes(labels.filter((label) => this.#usual.has(label)));
    this.#solve();
    this.#chooseSizes(labels);
    for (const expression of this.#expressions.values()) this.#raise(expression);
  }

  #chooseSizes(labels: readonly string[]): void {
    for (const label of labels) {
      if (this.sizes.has(label) || this.#expressions.has(label)) continue;
      this.#chosen.add(label);
      this.sizes.set(label, this.#usual.get(label) ?? DEFAULT_SIZE);
    }
  }

  /** `floor(n/2)` is no size for n = 1. */
  #raise(expression: Expression): void {
    const [name] = namesIn(expression).filter((candidate) => this.#chosen.has(candidate));
    const valueAt = (sizes: ReadonlyMap<string, number>): number =>
      evaluateExpression(expression, sizes) ?? 0;
    if (name === undefined || isSize(valueAt(this.sizes))) return;
    for (let size = DEFAULT_SIZE; size <= LARGEST_RAISED; size += 1) {
      const raised = new Map(this.sizes).set(name, size);
      if (!isSize(valueAt(raised))) continue;
      this.sizes.set(name, size);
      return;
    }
  }

  #sizeOf(input: TensorInfo, axis: number): number {
    const label = dimensionLabel(input, axis);
    const expression = this.#expressions.get(label);
    const size =
      this.#texts.get(label) ??
      (expression === undefined ? this.sizes.get(label) : evaluateExpression(expression, this.sizes));
    if (typeof size === 'number' && Number.isSafeInteger(size) && size >= 0) return size;
    const names = this.#sourcesOf(label);
    throw new DumontError(
      'INPUT_INVALID',
      `The dimension ${label} of the input ${input.name} comes to ${String(size)}, which is no size, with ` +
        `${names.map((name) => `${name} = ${String(this.sizes.get(name))}`).join(' and ')}. ` +
        `Use ${names.map((name) => `--dim ${name}=…`).join(' or ')}`,
    );
  }
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

function sumOf([first = '', ...others]: NonNullable<ReturnType<Totals['get']>>): Expression {
  return others.reduce<Expression>(
    (left, name) => ({ kind: 'both', operator: '+', left, right: { kind: 'name', name } }),
    { kind: 'name', name: first },
  );
}
