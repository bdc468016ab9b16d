/** `dumont-runner --model …`: measures models, or one model against another. */
import { BENCHMARK_GROUPS, BENCHMARK_SETTINGS } from '../args/settings/benchmark.ts';
import { toBenchmarkSettings } from './benchmark/benchmark-settings.ts';
import { defineCommand } from './command.ts';

const NOTES = `Times are 500ms, 30s, 5m or 1h (a plain number means seconds), sizes 512MB or
2GB. Each flag can also be set by a variable, --intra-op-threads by
DUMONT_INTRA_OP_THREADS, with ";" between the values of one that is repeatable.
The command line comes first.

Exit codes: 0 all complete, 1 a bug, 2 wrong use, 10 model, 11 compute unit,
12 inference, 13 time or memory limit, 14 no sandbox, 20 regressed,
21 inconclusive, 130 interrupted.`;

export const benchmark = defineCommand({
  name: 'dumont-runner',
  summary: 'Measures how fast a machine-learning model runs on this machine, and what it costs.',
  examples: [
    'dumont-runner --model resnet50.onnx',
    'dumont-runner -m detect.onnx --shape x=1x3x640x640 --runs 100',
    'dumont-runner -m silero_vad.onnx --value sr=16000 --dim batch=1 --until-stable',
    'dumont-runner -m small.onnx -m large.onnx -f markdown -o result.json',
    'dumont-runner -m https://example.org/model.onnx --duration 30s --timeout 5m',
    'dumont-runner -m stranger.onnx --sandbox strict --memory-limit 4GB',
    'dumont-runner -m model.onnx --inputs test_data_set_0 --expect test_data_set_0',
    'dumont-runner -m new.onnx --vs old.onnx --max-regression 5%',
    'dumont-runner -m model.onnx --vs-option intra-op-threads=1',
    'dumont-runner -m model.onnx --onnxruntime onnxruntime-1.32.0.whl',
    'dumont-runner -m m.onnx --onnxruntime new.whl --vs-option onnxruntime=shipped',
    'dumont-runner -m model.onnx -u openvino --device GPU --vs-compute-unit cpu',
    'dumont-runner -m m.onnx --provider-library libonnxruntime_providers_webgpu.so',
    'dumont-runner compare monday.json tuesday.json',
    'dumont-runner probe',
  ],
  notes: NOTES,
  settings: BENCHMARK_SETTINGS,
  groups: BENCHMARK_GROUPS,
  run: async ({ values, given, surroundings }) => {
    const asked = toBenchmarkSettings(values, given);
    if (values.monitor && !surroundings.progress.monitor()) {
      surroundings.log.warn(
        '--monitor shows nothing: standard error is no terminal that a line can be drawn on',
      );
    }
    const { fitThreadsToQuota } = await import('../ci/quota-threads.ts');
    const { findLibraries } = await import('./benchmark/find-libraries.ts');
    const fitted = await fitThreadsToQuota(asked, surroundings);
    const settings = await findLibraries(fitted, surroundings.signal);
    if (settings.comparison !== null) {
      const { measureComparison } = await import('./benchmark/measure-comparison.ts');
      return measureComparison(settings, settings.comparison, surroundings);
    }
    const { measureModels } = await import('./benchmark/measure-models.ts');
    return measureModels(settings, surroundings);
  },
});
