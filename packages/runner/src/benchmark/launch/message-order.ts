/**
 * Which message an isolated process may send when: each once and in its order, so that what was said before foreign code ran is not
 * taken back by what comes after. Pure but for its place.
 */
import type { FromRunner, RunnerTask } from '@dumont/protocol';

const BEGINNING = ['online', 'walls', 'engine'];
const LOADING = ['phase-ready load', 'phase-done load', 'loaded'];

const REPEATED: ReadonlySet<string> = new Set(['samples', 'trying']);

export class MessageOrder {
  readonly #sequence: readonly string[];
  #last: string | null = null;

  constructor(task: RunnerTask) {
    this.#sequence = [...BEGINNING, ...sequenceOf(task), 'finished'];
  }

  /** @returns what is out of order, to be read after "because it"; null where nothing is */
  take(message: FromRunner): string | null {
    const { type } = message;
    // A process can fail, or leave, at any time.
    if (type === 'exiting' || (type === 'failed' && this.#last !== null)) return null;
    const step = 'phase' in message ? `${type} ${message.phase}` : type;
    if (!this.#mayCome(step)) {
      return `said "${step}" ${this.#last === null ? 'first' : `after "${this.#last}"`}`;
    }
    this.#last = step;
    return null;
  }

  #mayCome(step: string): boolean {
    const last = this.#last;
    if (last === 'phase-done first' && step === 'refused') return true;
    if (last === 'refused') return step === 'finished';
    if (last === step && REPEATED.has(step)) return true;
    return step === this.#sequence[last === null ? 0 : this.#sequence.indexOf(last) + 1];
  }
}

function sequenceOf(task: RunnerTask): string[] {
  switch (task.kind) {
    case 'load':
      return LOADING;
    case 'measure':
      return [
        ...LOADING,
        'inputs',
        ...['phase-ready first', 'phase-done first', 'first'],
        ...['phase-ready measure', 'phase-done measure', 'samples'],
        ...(task.expect === null ? [] : ['expectation']),
      ];
    case 'find-inputs':
      return ['trying', 'found'];
    case 'profile':
      return ['profile'];
    case 'plan':
      return ['plan'];
    case 'compare-outputs':
      return ['output-drift'];
    case 'on-device':
      return ['on-device'];
    case 'compile':
      return ['compiling', 'compiled'];
    case 'probe':
      return ['probe'];
    case 'list-devices':
      return ['devices'];
  }
}
