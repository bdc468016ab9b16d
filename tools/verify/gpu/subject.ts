/** One compute unit under test: what of it is run, each thing once. */
import type { ComputeUnit, ProbedUnit } from '@dumont/protocol';
import { findProgram } from '@dumont/runner/host';
import { Once } from '../once.ts';
import type { Run, Runner } from '../runner.ts';
import type { Metered } from './judge-meters.ts';
import { writeModel, type ModelName, type ModelSize } from './models.ts';
import { lookAtBoards, watchBoards } from './nvidia-smi.ts';

const METERED = ['--loads', '1', '--duration', '5s', '--no-drift', '--no-on-device', '--placement', 'off'];
const USUAL = ['--loads', '3', '--runs', '50'];
/** For what is looked at beside its time. */
const SHORT = ['--loads', '1', '--runs', '30', '--no-drift', '--no-on-device', '--placement', 'off'];
/** What computes a card's work on the CPU takes long: it is only to run. The last words hold. */
const IN_SOFTWARE = ['--loads', '1', '--runs', '5', '--warmup', '1'];
/** Enough for a card to be busy. */
const BATCH: Readonly<Record<ModelSize, string>> = { full: '16', small: '1' };

export interface SubjectOptions {
  readonly unit: ComputeUnit;
  readonly probe: ProbedUnit | undefined;
  readonly size: ModelSize;
  readonly runner: Runner;
  /** For models. */
  readonly folder: string;
  readonly models: Once<string>;
  readonly signal: AbortSignal;
}

export class Subject {
  readonly unit: ComputeUnit;
  readonly #options: SubjectOptions;
  readonly #runs = new Once<Run>();
  readonly #metered = new Once<Metered | string>();

  constructor(options: SubjectOptions) {
    this.unit = options.unit;
    this.#options = options;
  }

  get isSoftware(): boolean {
    return this.#options.probe?.devices?.some(({ isSoftware }) => isSoftware === true) ?? false;
  }

  /** With all the passes that a user gets. */
  usual(model: ModelName): Promise<Run> {
    return this.#runs.get(model, () => this.#benchmark(model, USUAL));
  }

  /** The first model, briefly. */
  short(words: readonly string[], around: readonly string[] = []): Promise<Run> {
    return this.#runs.get(JSON.stringify([words, around]), () =>
      this.#benchmark('resnet-like', [...SHORT, ...words], around),
    );
  }

  /** @returns why there is nothing to hold our meters against, in words, or five seconds of both */
  metered(): Promise<Metered | string> {
    return this.#metered.get('', () => this.#meter());
  }

  /** @returns a program that runs another without any device file of a card, or null where there is none */
  withoutNodes(): readonly string[] | null {
    const program = process.env['DUMONT_BWRAP'] ?? findProgram('bwrap');
    return program === null
      ? null
      : [program, '--dev-bind', '/', '/', '--dev', '/dev', '--die-with-parent', '--'];
  }

  async #meter(): Promise<Metered | string> {
    if (this.isSoftware) return 'it computes in software: no board has a part in it';
    const { signal, size } = this.#options;
    const before = await lookAtBoards(signal);
    if (typeof before === 'string') return before;
    const words = [...METERED, '--dim', `batch=${BATCH[size]}`];
    const { result, during } = await watchBoards(signal, () => this.#benchmark('resnet-like', words));
    return { report: result.report, before, during };
  }

  async #benchmark(model: ModelName, words: readonly string[], around: readonly string[] = []): Promise<Run> {
    const { models, folder, size, runner } = this.#options;
    const file = await models.get(`${model} ${size}`, () => writeModel(folder, model, size));
    const amount = this.isSoftware ? IN_SOFTWARE : [];
    return runner.benchmark(['--model', file, '--compute-unit', this.unit, ...words, ...amount], { around });
  }
}
