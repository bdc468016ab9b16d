/** Conducts one task in one fresh process: answers it, meters its phases, and ends it on every path. */
import {
  DumontError,
  type FromRunner,
  type Phase,
  type ReportError,
  type RunnerTask,
} from '@dumont/protocol';
import {
  interferenceBetween,
  readInterference,
  type InterferenceCounters,
} from '../environment/interference.ts';
import { openProcessMeter, type ProcessMeter } from '../meters/process-meter.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { causeOf, describeExit } from './exit-cause.ts';
import { findContradiction } from './verify-outcome.ts';
import { MessageOrder } from './message-order.ts';
import type { BenchmarkEvent } from './benchmark-request.ts';
import { RunnerProcess } from './runner-process.ts';
import { memoryExceeded, outOfOrder, tooManyProcesses, toReportError } from './task-errors.ts';
import { emptyOutcome, record, type TaskOutcome } from './task-outcome.ts';

/** A tick costs 100 to 200 µs, most of it the timer's: at this rate the sampler stays below half a percent of a core. */
export const METER_INTERVAL_MS = 50;

export interface TaskConditions {
  /**
   * Aborting kills the process. A DumontError as its reason (a deadline) becomes the task's error; the call rejects
   * with any other reason.
   */
  readonly signal: AbortSignal;
  readonly memoryLimitBytes: number | null;
  readonly sandbox: Sandbox;
  readonly onEvent: (event: BenchmarkEvent) => void;
}

export interface TaskResult {
  /** What was found out, as far as it came. */
  readonly outcome: TaskOutcome;
  readonly error: ReportError | null;
}

export async function conductTask(task: RunnerTask, conditions: TaskConditions): Promise<TaskResult> {
  if (conditions.signal.aborted) return stoppedBy(conditions.signal.reason, emptyOutcome(), []);
  const runner = await RunnerProcess.start(conditions.sandbox, task);
  return new TaskConductor(task, conditions, runner).conduct();
}

class TaskConductor {
  readonly #task: RunnerTask;
  readonly #conditions: TaskConditions;
  readonly #outcome = emptyOutcome();
  readonly #runner: RunnerProcess;
  readonly #order: MessageOrder;
  #meter: ProcessMeter | undefined;
  #begun: { phase: Phase; before: InterferenceCounters; atMs: number } | undefined;
  #killing: Promise<void> | undefined;
  #killedFor: unknown;

  constructor(task: RunnerTask, conditions: TaskConditions, runner: RunnerProcess) {
    this.#task = task;
    this.#conditions = conditions;
    this.#runner = runner;
    this.#order = new MessageOrder(task);
  }

  async conduct(): Promise<TaskResult> {
    const { signal } = this.#conditions;
    const onAbort = (): void => {
      this.#kill(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    try {
      for await (const message of this.#runner.messages()) {
        await this.#handle(message);
        // What comes after its end is of no interest; one that stays is killed.
        if (this.#outcome.finished || this.#outcome.failure !== null) break;
      }
      if (this.#killing === undefined) await this.#runner.stop();
    } catch (error) {
      this.#kill(error);
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.#meter?.close();
    }
    await this.#killing;
    return this.#conclude();
  }

  async #handle(message: FromRunner): Promise<void> {
    const disorder = this.#order.take(message);
    if (disorder !== null) throw outOfOrder(disorder);
    switch (message.type) {
      case 'online':
        this.#meter = await openProcessMeter(this.#runner.pid, {
          intervalMs: METER_INTERVAL_MS,
          wrappers: this.#runner.wrappers,
          onTooManyProcesses: (count) => {
            this.#kill(tooManyProcesses(count, this.#outcome.doing));
          },
          memoryLimitBytes: this.#conditions.memoryLimitBytes,
          onLimitExceeded: (bytes) => {
            this.#kill(memoryExceeded(bytes, this.#conditions.memoryLimitBytes, this.#outcome.doing));
          },
        });
        await this.#conditions.sandbox.verifyFiles(this.#task, this.#runner.pid);
        return this.#runner.sendTask(this.#task, this.#conditions.sandbox.check);
      case 'walls':
        record(this.#outcome, message);
        this.#conditions.sandbox.observe(message);
        return;
      case 'phase-ready':
        record(this.#outcome, message);
        return this.#beginPhase(message);
      case 'phase-done':
        return this.#endPhase(message);
      case 'engine':
        this.#outcome.processStartMs = performance.now() - this.#runner.spawnedMs;
        record(this.#outcome, message);
        return;
      case 'loaded':
        record(this.#outcome, message);
        this.#conditions.onEvent({ type: 'loaded', ms: message.ms });
        return;
      default:
        record(this.#outcome, message);
    }
  }

  async #beginPhase({ phase, expectedMs }: Extract<FromRunner, { type: 'phase-ready' }>): Promise<void> {
    if (this.#begun !== undefined || this.#outcome.phases.has(phase))
      throw outOfOrder(`began ${phase} again`);
    this.#conditions.onEvent({ type: 'phase', phase, expectedMs });
    const meter = this.#openMeter();
    if (phase === 'load') this.#outcome.baselineBytes = await meter.currentBytes();
    await meter.beginPhase();
    this.#begun = { phase, before: await readInterference(), atMs: performance.now() };
    await this.#runner.send({ type: 'proceed', phase });
  }

  async #endPhase(done: Extract<FromRunner, { type: 'phase-done' }>): Promise<void> {
    const begun = this.#begun;
    if (begun?.phase !== done.phase) throw outOfOrder(`ended ${done.phase}, which had not begun`);
    const elapsedMs = performance.now() - begun.atMs;
    this.#begun = undefined;
    const meter = this.#openMeter();
    const memory = await meter.endPhase();
    const interference = interferenceBetween(
      begun.before,
      await readInterference(),
      done.involuntaryContextSwitches,
    );
    const { phase, runs, wallMs, cpuMs } = done;
    this.#outcome.meter = { method: meter.method, intervalMs: meter.intervalMs };
    this.#outcome.phases.set(phase, { runs, wallMs, elapsedMs, cpuMs, memory, interference });
  }

  #openMeter(): ProcessMeter {
    if (this.#meter === undefined) throw outOfOrder('began before it was online');
    return this.#meter;
  }

  #kill(reason: unknown): void {
    if (this.#killing !== undefined) return;
    this.#killedFor = reason;
    this.#killing = this.#runner.kill();
  }

  async #conclude(): Promise<TaskResult> {
    const exit = await this.#runner.exit;
    const outcome = this.#outcome;
    const contradiction = findContradiction(this.#task, outcome);
    if (this.#killing !== undefined) return stoppedBy(this.#killedFor, outcome, exit.stderr);
    if (contradiction !== null) {
      return { outcome: emptyOutcome(), error: toReportError(outOfOrder(contradiction), null, exit.stderr) };
    }
    if (outcome.failure !== null) {
      const { code, message } = outcome.failure;
      return { outcome, error: toReportError(new DumontError(code, message), null, exit.stderr) };
    }
    if (outcome.finished) return { outcome, error: null };
    const cause = causeOf({ ...exit, ranForeignCode: outcome.engine !== null }, outcome.exitingWith);
    return { outcome, error: toReportError(describeExit(cause, outcome.doing), cause.signal, exit.stderr) };
  }
}

/** @throws whatever else than a DumontError it was stopped for */
function stoppedBy(reason: unknown, outcome: TaskOutcome, stderr: readonly string[]): TaskResult {
  if (!(reason instanceof DumontError)) throw reason;
  return { outcome, error: toReportError(reason, null, stderr) };
}
