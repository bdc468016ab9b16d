/** How far outputs of one run are from those of another, by the largest difference of each. */
import type { OutputDrift, TensorInfo } from '@dumont/protocol';
import { own } from './own.ts';
import { absoluteError, pairTensors, type TensorPair } from './tensor-pair.ts';
import { tensorsIn, type NamedValues, type Value } from './value.ts';

type Output = OutputDrift['outputs'][number];
type Distance = Omit<Output, 'name'>;

/**
 * @param run gives what counts as right; called once more where there is a difference, which may be the model's own random numbers
 * @param rtol as `measureDrift` has it
 */
export async function findDrift(
  infos: readonly TensorInfo[],
  actual: NamedValues,
  run: () => Promise<NamedValues>,
  rtol: number,
): Promise<OutputDrift> {
  const reference = await run();
  const drift = await measureDrift(infos, actual, reference, rtol);
  if (drift.matched) return drift;
  return exceptRandom(drift, await measureDrift(infos, await run(), reference, rtol));
}

/**
 * @param reference what counts as right
 * @param rtol the largest difference that is accepted, as a fraction of the output's largest magnitude in the reference: as one of
 * single elements it would say nothing where they are near 0
 */
export async function measureDrift(
  infos: readonly TensorInfo[],
  actual: NamedValues,
  reference: NamedValues,
  rtol: number,
): Promise<OutputDrift> {
  const outputs: Output[] = [];
  for (const { name } of infos) {
    outputs.push({ name, ...(await distanceBetween(own(actual, name), own(reference, name), rtol)) });
  }
  return summarizeDrift(outputs, rtol);
}

/** @param repeated the reference against a repetition of itself: what differs there too is random, and says nothing */
export function exceptRandom(drift: OutputDrift, repeated: OutputDrift): OutputDrift {
  const random = new Set(repeated.outputs.flatMap(({ name, matched }) => (matched ? [] : [name])));
  const outputs = drift.outputs.map((output): Output => {
    if (!random.has(output.name)) return output;
    return { ...unknown('differs from run to run on the CPU too'), name: output.name, matched: true };
  });
  return summarizeDrift(outputs, drift.rtol);
}

function summarizeDrift(outputs: Output[], rtol: number): OutputDrift {
  const isUnknown = outputs.some(({ matched, maxRel }) => !matched && maxRel === null);
  const largest = (values: number[]): number | null =>
    isUnknown || values.length === 0 ? null : Math.max(...values);
  return {
    matched: outputs.every(({ matched }) => matched),
    rtol,
    maxAbs: largest(outputs.flatMap(({ maxAbs }) => maxAbs ?? [])),
    maxRel: largest(outputs.flatMap(({ maxRel }) => maxRel ?? [])),
    outputs,
  };
}

async function distanceBetween(
  actual: Value | undefined,
  reference: Value | undefined,
  rtol: number,
): Promise<Distance> {
  if (reference === undefined && actual === undefined)
    return { ...unknown('is nothing that can be compared'), matched: true };
  if (reference === undefined) return unknown('the engine did not return it on the CPU');
  if (actual === undefined) return unknown('the engine did not return it');
  const [got, wanted] = [tensorsIn(actual), tensorsIn(reference)];
  if (got.length !== wanted.length) return unknown(`holds ${got.length} tensors, expected ${wanted.length}`);
  const distances: Distance[] = [];
  for (const [index, tensor] of wanted.entries())
    distances.push(distanceOf(await pairTensors(got[index], tensor), rtol));
  return farthest(distances);
}

/** Of what one output holds, which as a rule is one tensor. */
function farthest(distances: readonly Distance[]): Distance {
  const [first = { matched: true, maxAbs: null, maxRel: null, detail: 'holds nothing' }, ...others] =
    distances;
  return others.reduce((worst, next) => {
    if (next.matched !== worst.matched) return next.matched ? worst : next;
    return (next.maxRel ?? Infinity) > (worst.maxRel ?? Infinity) ? next : worst;
  }, first);
}

function distanceOf(pair: TensorPair, rtol: number): Distance {
  switch (pair.kind) {
    case 'unlike':
      return unknown(pair.why);
    case 'texts':
      return distanceOfTexts(pair);
    case 'numbers':
      return distanceOfNumbers(pair, rtol);
  }
}

function unknown(detail: string): Distance {
  return { matched: false, maxAbs: null, maxRel: null, detail };
}

function distanceOfTexts({ actual, reference, elements }: TensorPair & { kind: 'texts' }): Distance {
  let different = 0;
  for (let index = 0; index < elements; index += 1) if (actual[index] !== reference[index]) different += 1;
  const detail = different === 0 ? `all ${elements} are equal` : `${different} of ${elements} differ`;
  return { matched: different === 0, maxAbs: null, maxRel: null, detail };
}

function distanceOfNumbers(
  { actual, reference, elements }: TensorPair & { kind: 'numbers' },
  rtol: number,
): Distance {
  let [different, infinite, maxAbs, magnitude] = [0, 0, 0, 0];
  for (let index = 0; index < elements; index += 1) {
    const wanted = reference.get(index);
    const error = absoluteError(actual.get(index), wanted);
    const size = Math.abs(Number(wanted));
    if (Number.isFinite(size)) magnitude = Math.max(magnitude, size);
    if (error === 0) continue;
    different += 1;
    if (Number.isFinite(error)) maxAbs = Math.max(maxAbs, error);
    else infinite += 1;
  }
  if (infinite > 0) return unknown(`${infinite} of ${elements} are finite on one side only`);
  const maxRel = maxAbs === 0 ? 0 : maxAbs / magnitude;
  const detail = different === 0 ? `all ${elements} are equal` : `${different} of ${elements} differ`;
  // Whatever meets nothing but zeros is no fraction of them.
  if (!Number.isFinite(maxRel)) return { matched: false, maxAbs, maxRel: null, detail };
  return { matched: maxRel <= rtol, maxAbs, maxRel, detail };
}
