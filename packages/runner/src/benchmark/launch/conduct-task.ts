/** Conducts one task in one fresh process: answers it, meters its phases, and ends it on every path. */
import {
  DumontError,
  isAccelerator,
  isLooking,
  type FromRunner,
  type Phase,
  type ReportError,
  type RunnerTask,
} from '@dumont/protocol';
import { METERS, type Meters, type Readings } from '../meters/all-meters.ts';
import type { Meter } from '../meters/meter.ts';
import { openMeters } from '../meters/open-meters.ts';
import { WatchedTree } from '../meters/watched-tree.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { causeOf, describeExit } from './exit-cause.ts';
import { findContradiction } from './verify-outcome.ts';
import { MessageOrder } from './message-order.ts';
import type { Coldness } from '../../models/drop-from-cache.ts';
import type { BenchmarkEvent } from './benchmark-request.ts';
import { RunnerProcess } from './runner-process.ts';
import { memoryExceeded, outOfOrder, tooManyProcesses, toReportError } from './task-errors.ts';
import { emptyOutcome, record, type TaskOutcome } from './task-outcome.ts';
import { UsageRecorder } from './usage-recorder.ts';

export interface TaskConditions {
  /**
   * Aborting kills the process. A DumontError as its reason (a deadline) becomes the task's error; the call rejects
   * with any other reason.
   */
  readonly signal: AbortSignal;
  readonly memoryLimitBytes: number | null;
  readonly sandbox: Sandbox;
  readonly onEvent: (event: BenchmarkEvent) => void;
  /** Called right before the load; left out where nothing is to be done. */
  readonly dropFromCache?: () => Promise<Coldness>;
  /** The user's home as Apple's frameworks are to see it, which keep their caches there; left out it is the user's. */
  readonly cacheHome?: string;
}

export interface TaskResult {
  /** What was found out, as far as it came. */
  readonly outcome: TaskOutcome;
  readonly error: ReportError | null;
}

export async function conductTask(
  task: RunnerTask,
  conditions: TaskConditions,
  meters: Meters = METERS,
): Promise<TaskResult> {
  if (conditions.signal.aborted) return stoppedBy(conditions.signal.reason, emptyOutcome(), []);
  const runner = await RunnerProcess.start(conditions.sandbox, task, conditions.cacheHome ?? null);
  return new TaskConductor(task, conditions, runner, meters).conduct();
}

class TaskConductor {
  readonly #task: RunnerTask;
  readonly #conditions: TaskConditions;
  readonly #outcome = emptyOutcome();
  readonly #runner: RunnerProcess;
  readonly #meters: Meters;
  readonly #order: MessageOrder;
  readonly #usage: UsageRecorder;
  /** All of them as one, from when the process is online. */
  #meter: Required<Meter<Readings>> | undefined;
  #begun: { phase: Phase; atMs: number } | undefined;
  #killing: Promise<void> | undefined;
  #killedFor: unknown;

  constructor(task: RunnerTask, conditions: TaskConditions, runner: RunnerProcess, meters: Meters) {
    this.#task = task;
    this.#conditions = conditions;
    this.#runner = runner;
    this.#meters = meters;
    this.#order = new MessageOrder(task);
    this.#usage = new UsageRecorder(runner.spawnedMs, (usage) => {
      conditions.onEvent({ type: 'usage', ...usage });
    });
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
      this.#outcome.timeline = this.#usage.finish(performance.now());
    }
    await this.#killing;
    return this.#conclude();
  }

  async #handle(message: FromRunner): Promise<void> {
    const disorder = this.#order.take(message);
    if (disorder !== null) throw outOfOrder(disorder);
    switch (message.type) {
      case 'online':
        this.#meter = await this.#openMeters();
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
    if (phase === 'load') this.#outcome.coldness = (await this.#conditions.dropFromCache?.()) ?? null;
    await this.#openMeter().begin();
    this.#begun = { phase, atMs: performance.now() };
    this.#usage.beginPhase(phase, this.#begun.atMs);
    await this.#runner.send({ type: 'proceed', phase });
  }

  async #endPhase(done: Extract<FromRunner, { type: 'phase-done' }>): Promise<void> {
    const begun = this.#begun;
    if (begun?.phase !== done.phase) throw outOfOrder(`ended ${done.phase}, which had not begun`);
    const nowMs = performance.now();
    const elapsedMs = nowMs - begun.atMs;
    this.#usage.endPhase(done.wallMs, nowMs);
    this.#begun = undefined;
    const readings = await this.#openMeter().end(done);
    this.#outcome.phases.set(done.phase, { runs: done.runs, wallMs: done.wallMs, elapsedMs, ...readings });
  }

  #openMeters(): Promise<Required<Meter<Readings>>> {
    const { memoryLimitBytes } = this.#conditions;
    const tree = new WatchedTree(this.#runner.pid, {
      wrappers: this.#runner.wrappers,
      onTooManyProcesses: (count) => {
        this.#kill(tooManyProcesses(count, this.#outcome.doing));
      },
    });
    return openMeters(this.#meters, {
      tree,
      usesAccelerator: !isLooking(this.#task) && isAccelerator(this.#task.options.unit),
      isMeasured: this.#task.kind === 'measure',
      provider: () => this.#outcome.provider,
      onUsage: (seen) => {
        this.#usage.observe(seen, performance.now());
      },
      memoryLimitBytes,
      onLimitExceeded: (bytes) => {
        this.#kill(memoryExceeded(bytes, memoryLimitBytes, this.#outcome.doing));
      },
    });
  }

  #openMeter(): Meter<Readings> {
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
  // One that was killed for what it said is not believed in anything, nor given another try.
  const believed = reason.code === 'RUNNER_CRASHED' ? emptyOutcome() : outcome;
  return { outcome: believed, error: toReportError(reason, null, stderr) };
}
