/** One of CoreML's units under test: what of it is run, each thing once. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { ComputeUnit } from '@dumont/protocol';
import { Once } from '../once.ts';
import type { HowToStart, Run, Runner } from '../runner.ts';
import { writeModel, type ModelName } from './models.ts';

/** Until a run in the sandbox is known to work, all but that check are done without. */
const USUAL = ['--loads', '5', '--runs', '50', '--sandbox', 'off'];
const SHORT = ['--loads', '1', '--no-drift', '--no-on-device', '--placement', 'off'];

export interface SubjectOptions {
  readonly unit: ComputeUnit;
  readonly runner: Runner;
  readonly folder: string;
  /** Further words for the runner, such as an engine of one's own. */
  readonly words: readonly string[];
  readonly models: Once<string>;
  readonly signal: AbortSignal;
}

export class Subject {
  readonly unit: ComputeUnit;
  readonly signal: AbortSignal;
  readonly #options: SubjectOptions;
  readonly #runs = new Once<Run>();

  constructor(options: SubjectOptions) {
    this.unit = options.unit;
    this.signal = options.signal;
    this.#options = options;
  }

  /** With all the passes that a user gets. */
  usual(model: ModelName): Promise<Run> {
    return this.#runs.get(model, () => this.#benchmark(model, USUAL));
  }

  /** Without further passes. */
  short(model: ModelName, words: readonly string[], how: HowToStart = {}): Promise<Run> {
    return this.#benchmark(model, [...SHORT, ...words], how);
  }

  /** Where none lay before, of another unit either: CoreML keeps its plans by the model's path. */
  async #write(folder: string, model: ModelName): Promise<string> {
    await mkdir(folder, { recursive: true });
    return writeModel(folder, model);
  }

  async #benchmark(model: ModelName, words: readonly string[], how: HowToStart = {}): Promise<Run> {
    const { models, folder, runner } = this.#options;
    const file = await models.get(model, () => this.#write(path.join(folder, this.unit), model));
    const subject = ['--model', file, '--compute-unit', this.unit, ...this.#options.words];
    return runner.benchmark([...subject, ...words], how);
  }
}
