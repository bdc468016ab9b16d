/** First run, warm-up, measured runs, and the check of the outputs. */
import {
  byteLengthOfTensors,
  compareOutputs,
  resolveInputs,
  type BoundInference,
  type InferenceSession,
} from '@dumont/engines';
import { DumontError, SAMPLES_PER_MESSAGE, type TaskOf } from '@dumont/protocol';
import type { Channel } from './channel.ts';
import { nothingToPrepare, runPhase } from './run-phase.ts';
import { expectedDuration, measureRuns, reserveSamples, timeRun, warmUp } from './time-runs.ts';

/** Reading the meters cools the caches a little, which a model of microseconds would show in its first measured run. */
const SHORT_RUN_MS = 1;
const SETTLING_RUNS = 5;

export async function measure(
  session: InferenceSession,
  task: TaskOf<'measure'>,
  channel: Channel,
): Promise<void> {
  const { feeds, report } = await resolveInputs(session, task.inputs);
  await channel.send({ type: 'inputs', inputs: [...report] });
  const bound = session.bind(feeds);
  const first = await runFirst(bound, channel);
  if (first === null) return;
  const firstMs = first.ms;
  const inputBytes = byteLengthOfTensors(feeds);
  await channel.send({ type: 'first', ms: firstMs, inputBytes, outputBytes: first.outputBytes });
  const samplesMs = await runPhase(channel, {
    phase: 'measure',
    expectedMs: expectedDuration(task, firstMs),
    prepare: async () => {
      const warm = await warmUp(bound, task.warmup);
      const runMs = warm.runs > 0 ? warm.ms / warm.runs : firstMs;
      return { runMs, buffer: reserveSamples(task.stop, runMs) };
    },
    body: async ({ runMs, buffer }) =>
      buffer.subarray(
        0,
        await measureRuns(bound, task.stop, buffer, runMs < SHORT_RUN_MS ? SETTLING_RUNS : 0),
      ),
    countRuns: (samples) => samples.length,
  });
  await sendSamples(channel, samplesMs);
  if (task.expect !== null) {
    const outputs = bound.readOutputs(await bound.run());
    await channel.send({
      type: 'expectation',
      expectation: await compareOutputs(session.outputs, outputs, task.expect),
    });
  }
}

/** @returns null where the model refused its inputs: the parent then has other inputs looked for */
async function runFirst(
  bound: BoundInference,
  channel: Channel,
): Promise<{ ms: number; outputBytes: number } | null> {
  const result = await runPhase(channel, {
    phase: 'first',
    expectedMs: null,
    prepare: nothingToPrepare,
    countRuns: (first) => (first instanceof DumontError ? 0 : 1),
    body: async () => {
      try {
        return await timeRun(bound);
      } catch (thrown) {
        if (thrown instanceof DumontError && thrown.code === 'INFERENCE_FAILED') return thrown;
        throw thrown;
      }
    },
  });
  if (result instanceof DumontError) {
    await channel.send({ type: 'refused', message: result.message });
    return null;
  }
  const { ms, raw } = result;
  return { ms, outputBytes: bound.outputBytes?.(raw) ?? byteLengthOfTensors(bound.readOutputs(raw)) };
}

async function sendSamples(channel: Channel, samplesMs: Float64Array): Promise<void> {
  for (let start = 0; start < samplesMs.length; start += SAMPLES_PER_MESSAGE) {
    const valuesMs = Array.from(samplesMs.subarray(start, start + SAMPLES_PER_MESSAGE));
    await channel.send({ type: 'samples', valuesMs });
  }
}
