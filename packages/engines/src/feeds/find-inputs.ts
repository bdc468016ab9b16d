/** Tries inputs on a model until it runs. */
import {
  BYTES_PER_MB,
  DumontError,
  type ErrorCode,
  type InputSpec,
  type ReportInput,
} from '@dumont/protocol';
import type { InferenceSession } from '../engine.ts';
import { describeInput } from './describe.ts';
import { proposeInputs } from './propose-inputs.ts';
import { hasMeaning } from './propose-values.ts';
import { approximateBytes, resolveInputs } from './resolve-inputs.ts';
import { openSearchSpace, type SearchSpace } from './search-space.ts';

export interface Search {
  /** Why the model does not take the inputs as they are. */
  readonly refusal: string;
  /** How many of the sets to try were tried before, by processes that did not survive the last one. */
  readonly tried: number;
  /** Called before each: what follows may end the process. */
  readonly onTry?: () => Promise<void>;
  readonly maxAttempts?: number;
}

export interface FoundInputs {
  /** The given specification with what was found added to it; `searched` names the inputs that this changed. */
  readonly spec: InputSpec;
  /** How often the model was run, with the inputs as they were given among them. */
  readonly attempts: number;
}

const MAX_ATTEMPTS = 300;

/** Beyond what was asked for: every attempt costs time and memory. */
const MOST_BYTES_TRIED = 64 * BYTES_PER_MB;

/**
 * @throws DumontError INFERENCE_FAILED where nothing was found, naming what is still open and why the model refused the first set
 */
export async function findInputs(
  session: InferenceSession,
  spec: InputSpec,
  { refusal, tried, onTry, maxAttempts = MAX_ATTEMPTS }: Search,
): Promise<FoundInputs> {
  const asGiven = await resolveInputs(session, spec);
  const maxBytes = asGiven.report.reduce(
    (sum, { dtype, shape, container }) => sum + approximateBytes(dtype, shape) * (container?.length ?? 1),
    MOST_BYTES_TRIED,
  );
  const space = openSearchSpace(session.inputs, spec, asGiven);
  let attempts = 1;
  for (const candidate of proposeInputs(space, refusal)) {
    if (attempts >= maxAttempts) break;
    attempts += 1;
    if (attempts - 1 <= tried) continue;
    await onTry?.();
    if (!(await runs(session, candidate, maxBytes))) continue;
    const { report } = await resolveInputs(session, candidate);
    return { spec: { ...candidate, searched: changedInputs(asGiven.report, report) }, attempts };
  }
  throw explainFailure(space, refusal, attempts);
}

const REFUSALS: readonly ErrorCode[] = ['INFERENCE_FAILED', 'INPUT_INVALID', 'MEMORY_EXCEEDED'];

/** Runs the model once. */
async function runs(session: InferenceSession, spec: InputSpec, maxBytes: number): Promise<boolean> {
  try {
    const { feeds } = await resolveInputs(session, spec, maxBytes);
    const bound = session.bind(feeds);
    try {
      await bound.run();
    } finally {
      bound[Symbol.dispose]?.();
    }
    return true;
  } catch (cause) {
    if (cause instanceof DumontError && REFUSALS.includes(cause.code)) return false;
    throw cause;
  }
}

function changedInputs(before: readonly ReportInput[], after: readonly ReportInput[]): string[] {
  const changed = after.filter((input, position) => {
    const as = before[position];
    return as?.value !== input.value || as?.shape.join() !== input.shape.join();
  });
  return changed.map((input) => input.name);
}

function explainFailure(space: SearchSpace, refusal: string, attempts: number): DumontError {
  const sizes = space.dimensions.map(({ label, axis }) =>
    axis === null ? `the dimension ${label} (--dim ${label}=…)` : `${label} (--shape ${axis.input}=…)`,
  );
  const values = space.inputs
    .filter((input) => hasMeaning(input, space))
    .map(
      ({ info }) =>
        `the values of ${describeInput(info)} (--value ${info.name}=…, --input ${info.name}=file)`,
    );
  const open = [...sizes, ...values];
  if (open.length === 0) return new DumontError('INFERENCE_FAILED', refusal);
  const tried =
    attempts === 1
      ? 'did not run on the inputs that were made up'
      : `ran on none of ${attempts} sets of inputs`;
  return new DumontError(
    'INFERENCE_FAILED',
    `The model ${tried}. Give what you know of: ${open.join('; ')}. With the first set: ${refusal}`,
  );
}
