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

export interface FoundInputs {
  /** The given specification with what was found added to it; `searched` names the inputs that this changed. */
  readonly spec: InputSpec;
  /** How often the model was run. */
  readonly attempts: number;
}

export interface SearchLimits {
  readonly maxAttempts: number;
}

const DEFAULT_LIMITS: SearchLimits = { maxAttempts: 300 };

/** Beyond what was asked for: every attempt costs time and memory. */
const MOST_BYTES_TRIED = 64 * BYTES_PER_MB;

/**
 * @throws DumontError INFERENCE_FAILED where nothing was found, naming what is still open
 */
export async function findInputs(
  session: InferenceSession,
  spec: InputSpec,
  { maxAttempts }: SearchLimits = DEFAULT_LIMITS,
): Promise<FoundInputs> {
  const asGiven = await resolveInputs(session.inputs, spec);
  const maxBytes = asGiven.report.reduce(
    (sum, { dtype, shape, container }) => sum + approximateBytes(dtype, shape) * (container?.length ?? 1),
    MOST_BYTES_TRIED,
  );
  const refusal = await refusalOf(session, spec, maxBytes);
  if (refusal === null) return { spec, attempts: 1 };
  const space = openSearchSpace(session.inputs, spec, asGiven.report);
  let attempts = 1;
  for (const candidate of proposeInputs(space, refusal.message)) {
    if (attempts >= maxAttempts) break;
    attempts += 1;
    if ((await refusalOf(session, candidate, maxBytes)) !== null) continue;
    const { report } = await resolveInputs(session.inputs, candidate);
    return { spec: { ...candidate, searched: changedInputs(asGiven.report, report) }, attempts };
  }
  throw explainFailure(space, refusal, attempts);
}

const REFUSALS: readonly ErrorCode[] = ['INFERENCE_FAILED', 'INPUT_INVALID', 'MEMORY_EXCEEDED'];

/** Runs the model once. @returns null where it ran */
async function refusalOf(
  session: InferenceSession,
  spec: InputSpec,
  maxBytes: number,
): Promise<DumontError | null> {
  try {
    const { feeds } = await resolveInputs(session.inputs, spec, maxBytes);
    const bound = session.bind(feeds);
    try {
      await bound.run();
    } finally {
      bound[Symbol.dispose]?.();
    }
    return null;
  } catch (cause) {
    if (cause instanceof DumontError && REFUSALS.includes(cause.code)) return cause;
    throw cause;
  }
}

function changedInputs(before: readonly ReportInput[], after: readonly ReportInput[]): string[] {
  const changed = after.filter((input, position) => {
    const as = before[position];
    return as?.source !== input.source || as.shape.join() !== input.shape.join();
  });
  return changed.map((input) => input.name);
}

function explainFailure(space: SearchSpace, refusal: DumontError, attempts: number): DumontError {
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
  if (open.length === 0) return refusal;
  return new DumontError(
    'INFERENCE_FAILED',
    `The model ran on none of ${attempts} sets of inputs. Give what you know of: ${open.join('; ')}. ` +
      `With the first set: ${refusal.message}`,
    { cause: refusal },
  );
}
