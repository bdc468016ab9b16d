/** Refuses what was said about inputs and dimensions that the model does not have. */
import { DumontError, type InputSpec, parseExpression, type TensorInfo } from '@dumont/protocol';
import { closest, distance } from 'fastest-levenshtein';
import { listInputs } from './describe.ts';
import { allNames } from './usual-sizes.ts';

/** @throws DumontError INPUT_INVALID */
export function checkNames(inputs: readonly TensorInfo[], spec: InputSpec): void {
  const names = inputs.map((input) => input.name);
  for (const [flag, given] of [
    ['--shape', spec.shapes],
    ['--value', spec.values],
    ['--range', spec.ranges ?? {}],
    ['--input', spec.files],
  ] as const) {
    for (const name of Object.keys(given)) {
      if (!names.includes(name)) throw unknown(`input "${name}" (${flag})`, name, names, inputs);
    }
  }
  const written = inputs.flatMap(({ shape }) => shape.map(String).filter((size) => size !== ''));
  const named = [
    ...new Set([...allNames(inputs), ...written.filter((text) => parseExpression(text) !== null)]),
  ];
  for (const name of Object.keys(spec.dims)) {
    if (!named.includes(name)) throw unknown(`dimension "${name}" (--dim)`, name, named, inputs);
  }
}

function unknown(
  what: string,
  given: string,
  known: readonly string[],
  inputs: readonly TensorInfo[],
): DumontError {
  return new DumontError(
    'INPUT_INVALID',
    `The model has no ${what}.${suggest(given, known)} ${listInputs(inputs)}`,
  );
}

/** The nearest name, where at most half of it was mistyped. */
function suggest(given: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const byLowerCase = new Map(known.map((name) => [name.toLowerCase(), name]));
  const wanted = given.toLowerCase();
  const nearest = closest(wanted, [...byLowerCase.keys()]);
  const name = byLowerCase.get(nearest) ?? nearest;
  return distance(wanted, nearest) <= Math.max(given.length, nearest.length) / 2
    ? ` Did you mean "${name}"?`
    : '';
}
