/** A benchmark over minutes: the same one, with the sensors read beside it and the runs told by slices of time. */
import { summarizeSustained, type BenchmarkReport } from '@dumont/protocol';
import { createSensorRecorder } from '../environment/sensors.ts';
import { launchBenchmark } from './launch-benchmark.ts';
import type { BenchmarkRequest, LaunchOptions } from './benchmark-request.ts';

/** So many slices are seen in a chart, and each holds runs enough for a median of its own. */
const SLICES = 60;
const MIN_SLICE_MS = 100;

/** @throws as `launchBenchmark` does */
export async function launchSustained(
  request: BenchmarkRequest,
  sustainMs: number,
  options: LaunchOptions = {},
): Promise<BenchmarkReport> {
  const sliceMs = Math.max(MIN_SLICE_MS, sustainMs / SLICES);
  const recorder = createSensorRecorder(sliceMs);
  let isMeasured = false;
  try {
    const report = await launchBenchmark(
      { ...request, stop: { ...request.stop, durationMs: sustainMs } },
      {
        ...options,
        onEvent: (event) => {
          // The harness's own floor has the same phases.
          if (event.type === 'process') {
            if (isMeasured) recorder.end();
            isMeasured = event.purpose === 'measure';
          }
          if (event.type === 'phase' && event.phase === 'measure' && isMeasured) recorder.begin();
          options.onEvent?.(event);
        },
      },
    );
    const samples = report.inference?.samplesMs ?? [];
    return { ...report, sustained: summarizeSustained(samples, sliceMs, await recorder.stop()) };
  } finally {
    await recorder.stop();
  }
}
