/** The processes that one benchmark takes, in order: K loads, the measured one, the harness floor, and the passes beside it. */
import {
  DumontError,
  isAccelerator,
  type ExecutionProvider,
  type InputSpec,
  type ModelFile,
  type ReportError,
  type RunnerTask,
  type TaskOf,
} from '@dumont/protocol';
import type { OpenFile } from '../../models/open-file.ts';
import type { OpenModel } from '../../models/open-model.ts';
import { createTemporaryFolder } from '../../host/temporary-paths.ts';
import { conductCold } from './conduct-cold.ts';
import { conductTask, type TaskConditions, type TaskResult } from './conduct-task.ts';
import { toReportError } from './task-errors.ts';
import type { BenchmarkRequest, ProcessPurpose } from './benchmark-request.ts';
import { floorTask, hasCpuBeside, isProfiled } from './passes.ts';
import { sessionOf } from './session-of.ts';
import { isGuessesFault, isMadeUp, searchInputs } from './search-inputs.ts';
import type { Stages } from './stages.ts';
import { emptyOutcome, type TaskOutcome } from './task-outcome.ts';
import { withFindings } from './with-findings.ts';

const PROFILE_RUNS = 5;

/** Of these nothing measured is left standing. */
const ENDS_ALL: ReadonlySet<string> = new Set(['MODEL_CHANGED', 'DEADLINE_EXCEEDED']);

export interface StageConditions extends TaskConditions {
  readonly model: OpenModel;
  /** The engine's own, where they are known. */
  readonly libraries: readonly Pick<OpenFile, 'verify'>[];
}

/** Fills `stages` as far as it comes. */
export async function runStages(
  request: BenchmarkRequest,
  provider: ExecutionProvider,
  conditions: StageConditions,
  stages: Stages,
): Promise<void> {
  const runner = new StageRunner(request, provider, conditions, stages);
  await runner.timeLoads();
  await runner.measure();
  await runner.measureFloor();
  await runner.measureOnDevice();
  await runner.profile();
  await runner.plan();
  await runner.compareOutputs();
}

class StageRunner {
  readonly #request: BenchmarkRequest;
  readonly #conditions: StageConditions;
  readonly #stages: Stages;
  readonly #session: Pick<TaskOf<'load'>, 'engine' | 'options'> & { model: ModelFile };
  /** As the user gave them, and what was found for the rest. */
  #inputs: InputSpec;

  constructor(
    request: BenchmarkRequest,
    provider: ExecutionProvider,
    conditions: StageConditions,
    stages: Stages,
  ) {
    this.#request = request;
    this.#conditions = conditions;
    this.#stages = stages;
    this.#inputs = request.inputs;
    const { path, format } = conditions.model;
    this.#session = { ...sessionOf(request, provider), model: { path, format } };
  }

  async measureFloor(): Promise<void> {
    const sizes = this.#stages.measured?.sizes ?? null;
    if (this.#failed() || sizes === null || this.#request.measureFloor === false) return;
    this.#conditions.onEvent({ type: 'process', purpose: 'floor', index: 1, total: 1 });
    const { outcome, error } = await conductTask(floorTask(this.#session, sizes), this.#conditions);
    this.#stages.floor = outcome;
    this.#stages.floorError = error;
  }

  /** All loads but the last, which the measured process does. */
  async timeLoads(): Promise<void> {
    const { loads, inputs, expect } = this.#request;
    for (let index = 1; index < loads && !this.#failed(); index++) {
      // What was said of the model is wrong at once, or not at all.
      const said = index === 1 ? { inputs, expect } : {};
      const task: RunnerTask = { kind: 'load', ...this.#session, ...said };
      this.#stages.loads.push(await this.#run(task, 'load', index, loads));
    }
  }

  async measure(): Promise<void> {
    if (this.#failed()) return;
    const refusal = await this.#measureOnce();
    if (refusal === null) return;
    const { measured } = this.#stages;
    if (measured === null || !isMadeUp(measured)) {
      this.#fail(new DumontError('INFERENCE_FAILED', refusal));
      return;
    }
    const { found, error } = await searchInputs(refusal, measured, (place) =>
      this.#conduct(
        { kind: 'find-inputs', ...this.#session, inputs: this.#inputs, refusal, ...place },
        'find-inputs',
      ),
    );
    this.#stages.error ??= error;
    if (found === null) return;
    this.#stages.found = found;
    this.#inputs = withFindings(this.#inputs, found);
    this.#conditions.onEvent({ type: 'inputs-found', inputs: this.#inputs });
    const stillRefused = await this.#measureOnce();
    if (stillRefused !== null) this.#fail(new DumontError('INFERENCE_FAILED', stillRefused));
  }

  async profile(): Promise<void> {
    const { measured } = this.#stages;
    if (this.#failed() || !isProfiled(this.#request) || measured?.engine?.hasProfiler === false) return;
    const session = this.#session;
    const inputs = this.#inputs;
    await withScratchFolder(this.#conditions.sandbox.scratchFolder, async (scratchFolder) => {
      const task: RunnerTask = { kind: 'profile', ...session, inputs, runs: PROFILE_RUNS, scratchFolder };
      this.#stages.profiled = await this.#run(task, 'profile');
    });
  }

  /** Of an engine that plans and tells of no run. That it has no plan takes nothing from what was measured. */
  async plan(): Promise<void> {
    const { measured } = this.#stages;
    if (this.#failed() || this.#request.placement === 'off' || measured?.engine?.hasPlan !== true) return;
    const { outcome, error } = await this.#conduct({ kind: 'plan', ...this.#session }, 'plan');
    this.#stages.planned = outcome;
    this.#stages.notPlanned = this.#reasonWithout(error) ?? outcome.plan?.reason ?? null;
  }

  /** That it cannot be done, such as for want of memory, takes nothing from what was measured. */
  async compareOutputs(): Promise<void> {
    const { drift } = this.#request;
    if (this.#failed() || drift === null || !hasCpuBeside(this.#request)) return;
    const task: RunnerTask = {
      kind: 'compare-outputs',
      ...this.#session,
      inputs: this.#inputs,
      rtol: drift.rtol,
    };
    const { outcome, error } = await this.#conduct(task, 'compare-outputs');
    this.#stages.compared = outcome;
    this.#stages.notCompared = this.#reasonWithout(error);
  }

  /** Like the comparison of the outputs: that it cannot be done takes nothing from what was measured. */
  async measureOnDevice(): Promise<void> {
    const { onDevice = true, computeUnit, warmup } = this.#request;
    if (this.#failed() || !onDevice || !isAccelerator(computeUnit)) return;
    const task: RunnerTask = {
      kind: 'on-device',
      ...this.#session,
      inputs: this.#inputs,
      warmup,
    };
    const { outcome, error } = await this.#conduct(task, 'on-device', 1, 1);
    this.#stages.onDevice = outcome;
    this.#stages.notOnDevice = this.#reasonWithout(error);
  }

  /** @returns why a pass beside the timed ones came to nothing; null where it did not, and where its error ends all */
  #reasonWithout(error: ReportError | null): string | null {
    if (error === null) return null;
    if (!ENDS_ALL.has(error.code)) return error.message;
    this.#stages.error ??= error;
    return null;
  }

  /** @returns why the model does not take its inputs, or null */
  async #measureOnce(): Promise<string | null> {
    const { loads, warmup, stop, expect } = this.#request;
    const task: RunnerTask = {
      kind: 'measure',
      ...this.#session,
      inputs: this.#inputs,
      warmup,
      stop,
      expect,
    };
    const { outcome, error } = await this.#conduct(task, 'measure', loads, loads);
    this.#stages.measured = outcome;
    if (error === null) return outcome.refused;
    if (this.#stages.found === null && isGuessesFault(error, outcome)) return error.message;
    this.#stages.error ??= error;
    return null;
  }

  async #run(task: RunnerTask, purpose: ProcessPurpose, index = 1, total = 1): Promise<TaskOutcome> {
    const { outcome, error } = await this.#conduct(task, purpose, index, total);
    this.#stages.error ??= error;
    return outcome;
  }

  async #conduct(task: RunnerTask, purpose: ProcessPurpose, index = 1, total = 1): Promise<TaskResult> {
    this.#conditions.onEvent({ type: 'process', purpose, index, total });
    // Before: it must not come to see other bytes. After: what was measured must not have been other bytes.
    const before = await this.#verifyFiles();
    const { outcome, error } =
      before === null ? await this.#conductOne(task) : { outcome: emptyOutcome(), error: before };
    const after = await this.#verifyFiles();
    // Whatever else went wrong may come of it.
    if (after?.code === 'MODEL_CHANGED') return { outcome: emptyOutcome(), error: after };
    return { outcome, error: error ?? after };
  }

  #conductOne(task: RunnerTask): Promise<TaskResult> {
    const conditions = this.#conditions;
    if (this.#request.cold !== true) return conductTask(task, conditions);
    return conductCold(task, conditions, () => conditions.model.dropFromCache());
  }

  /** @returns null where the model's files and the engine's libraries are what they were */
  async #verifyFiles(): Promise<ReportError | null> {
    const { model, libraries, signal } = this.#conditions;
    try {
      await model.verify(signal);
      for (const library of libraries) await library.verify(signal);
      return null;
    } catch (error) {
      if (!(error instanceof DumontError)) throw error;
      return toReportError(error, null);
    }
  }

  #failed(): boolean {
    return this.#stages.error !== null;
  }

  #fail(error: DumontError): void {
    this.#stages.error ??= toReportError(error, null);
  }
}

/** @param given one that goes with its process, if there is one */
async function withScratchFolder(
  given: string | null,
  use: (folder: string) => Promise<void>,
): Promise<void> {
  if (given !== null) {
    await use(given);
    return;
  }
  const folder = await createTemporaryFolder('profile');
  try {
    await use(folder.path);
  } finally {
    await folder.remove();
  }
}
