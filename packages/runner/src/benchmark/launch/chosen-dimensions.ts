/** Dimensions whose size nobody gave: their names, sizes, and the flags that give them. Pure. */
import { namesIn, parseExpression, shellWord, type ReportInput, type TensorInfo } from '@dumont/protocol';

export interface ChosenDimension {
  /** A name, or a place for a dimension without one. */
  readonly label: string;
  readonly size: number;
  /** Such as `--dim batch=…`, as a shell takes them. */
  readonly flags: readonly string[];
}

/** @param signature the inputs as the model declares them @returns each name once; of sums and the like those that say more than their parts */
export function chosenDimensions(
  inputs: readonly ReportInput[],
  signature: readonly TensorInfo[],
): ChosenDimension[] {
  const standing = new Set(signature.flatMap(({ shape }) => shape));
  const chosen = new Map<string, ChosenDimension>();
  for (const { name, shape, chosenAxes = [] } of inputs) {
    const declared = signature.find((candidate) => candidate.name === name)?.shape ?? [];
    for (const axis of chosenAxes) {
      const dimension = declared[axis];
      const told =
        typeof dimension === 'string' && dimension !== '' ? named(dimension, standing) : unnamed(name, axis);
      if (told !== null && !chosen.has(told.label))
        chosen.set(told.label, { ...told, size: shape[axis] ?? 0 });
    }
  }
  return [...chosen.values()];
}

type Told = Omit<ChosenDimension, 'size'>;

function unnamed(input: string, axis: number): Told {
  return { label: `${input} axis ${axis}`, flags: [flagFor('--shape', input)] };
}

/** @returns null where it follows from names that are told for themselves */
function named(label: string, standing: ReadonlySet<unknown>): Told | null {
  const expression = parseExpression(label);
  const names = expression === null ? [label] : namesIn(expression);
  if (expression !== null && names.every((name) => standing.has(name))) return null;
  return { label, flags: names.map((name) => flagFor('--dim', name)) };
}

function flagFor(flag: string, name: string): string {
  // What is left open needs no quotes.
  const word = shellWord(`${name}=`);
  return word.endsWith("'") ? `${flag} ${word.slice(0, -1)}…'` : `${flag} ${word}…`;
}
