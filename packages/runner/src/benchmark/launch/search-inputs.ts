/** Looks for inputs that a model takes, in as many processes as it needs: a set that ends its process costs that set alone. */
import { DumontError, type ErrorCode, type InputFindings, type ReportError } from '@dumont/protocol';
import { chosenDimensions } from './chosen-dimensions.ts';
import type { TaskResult } from './conduct-task.ts';
import { toReportError } from './task-errors.ts';
import type { TaskOutcome } from './task-outcome.ts';

/** Of a process whose inputs were too much for it. */
const ENDS_OF_PROCESSES: readonly ErrorCode[] = ['RUNNER_CRASHED', 'MEMORY_EXCEEDED'];
/** A model on which more sets end their process is not worth the time. */
const MOST_PROCESSES = 8;

type Outcome = Pick<TaskOutcome, 'inputs' | 'signature' | 'phases'>;

/** @returns whether there is anything among its inputs that nobody gave */
export function isMadeUp({ inputs }: Pick<TaskOutcome, 'inputs'>): boolean {
  return inputs.some(({ source }) => source === 'random' || source === 'convention');
}

/** @returns whether the process ended in the first run, where inputs of other sizes or values might have been the right ones */
export function isGuessesFault({ code }: ReportError, { inputs, phases }: Outcome): boolean {
  const isGuessed = inputs.some(
    ({ source, chosenAxes, value, range }) =>
      chosenAxes !== undefined ||
      source === 'convention' ||
      (source === 'random' && (value !== undefined || range !== undefined)),
  );
  return ENDS_OF_PROCESSES.includes(code) && isGuessed && phases.has('load') && !phases.has('first');
}

export interface SearchResult {
  readonly found: InputFindings | null;
  readonly error: ReportError | null;
}

/**
 * @param refusal why the model does not take the inputs as they are
 * @param first how it went with those
 * @param search one process of the search, from the set after `tried` on
 */
export async function searchInputs(
  refusal: string,
  first: Outcome,
  search: (place: { tried: number }) => Promise<TaskResult>,
): Promise<SearchResult> {
  let tried = 0;
  for (let processes = 0; processes < MOST_PROCESSES; processes += 1) {
    const { outcome, error } = await search({ tried });
    if (error === null || outcome.tries === 0 || !ENDS_OF_PROCESSES.includes(error.code))
      return { found: outcome.found, error };
    tried += outcome.tries;
  }
  return { found: null, error: toReportError(givenUp(refusal, first, tried), null) };
}

function givenUp(refusal: string, { inputs, signature }: Outcome, tried: number): DumontError {
  const flags = [
    ...chosenDimensions(inputs, signature).flatMap(({ flags }) => flags),
    ...inputs.flatMap(({ name, source, chosenAxes }) =>
      source === 'value' || source === 'file' || chosenAxes !== undefined ? [] : [`--value ${name}=…`],
    ),
  ];
  return new DumontError(
    'INFERENCE_FAILED',
    `The model ran on none of ${tried + 1} sets of inputs, and ${MOST_PROCESSES} of them ended their process. ` +
      `Give what you know of: ${[...new Set(flags)].join(', ')}. With the first set: ${refusal}`,
  );
}
