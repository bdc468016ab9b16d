/** Dimensions whose size nobody gave: their names, sizes, and the flags that give them. Pure. */
import type { ReportInput, TensorInfo } from '@dumont/protocol';

export interface ChosenDimension {
  /** A name, or a place for a dimension without one. */
  readonly label: string;
  readonly size: number;
  /** Such as `--dim batch=…`. */
  readonly flag: string;
}

/** @param signature the inputs as the model declares them @returns each name once */
export function chosenDimensions(
  inputs: readonly ReportInput[],
  signature: readonly TensorInfo[],
): ChosenDimension[] {
  const chosen = new Map<string, ChosenDimension>();
  for (const { name, shape, chosenAxes = [] } of inputs) {
    const declared = signature.find((candidate) => candidate.name === name)?.shape ?? [];
    for (const axis of chosenAxes) {
      const dimension = declared[axis];
      const isNamed = typeof dimension === 'string' && dimension !== '';
      const label = isNamed ? dimension : `${name} axis ${axis}`;
      const flag = isNamed ? `--dim ${label}=…` : `--shape ${name}=…`;
      if (!chosen.has(label)) chosen.set(label, { label, size: shape[axis] ?? 0, flag });
    }
  }
  return [...chosen.values()];
}
