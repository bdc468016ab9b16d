import t from 'tap';
import { warning } from './warnings.ts';

await t.test('a warning says what was found and what to do', async (t) => {
  t.strictSame(warning('GOVERNOR_NOT_PERFORMANCE', { governor: 'powersave' }), {
    code: 'GOVERNOR_NOT_PERFORMANCE',
    message:
      'The CPU frequency governor is powersave, so that the clock speed follows the load. Set it to performance (cpupower frequency-set -g performance).',
  });
  const cases = [
    [warning('HIGH_LOAD', { loadAverage: 3.21789, cores: 2 }), /was 3\.22 on 2 cores.*Close/],
    [warning('CPU_QUOTA', { quotaCores: 1.5, cores: 8 }), /1\.5 of 8 cores.*--intra-op-threads/],
    [
      warning('CPU_QUOTA_THROTTLED', { phase: 'load', throttledPeriods: 3, throttledMs: 180.55 }),
      /3 of its periods during load: .* 181 ms.*--cpus/,
    ],
    [warning('CPU_THROTTLED', { events: 1 }), /throttled the CPU once\./],
    [warning('CPU_THROTTLED', { events: 12 }), /throttled the CPU 12 times\./],
    [warning('BATTERY_POWER', {}), /Plug it in/],
    [warning('THERMAL_PRESSURE', { state: 'serious' }), /heat as serious .* Let it cool/],
    [warning('LOW_POWER_MODE', {}), /Switch it off/],
    [
      warning('OUTPUTS_DRIFT', { unit: 'WebGPU (ONNX)', outputs: ['y (1.4)'], rtol: 0.001 }),
      /y \(1\.4\).*less precision, or wrongly/,
    ],
    [
      warning('GC_IN_PHASE', { phase: 'load', count: 1, ms: 2.3456, percent: 4 }),
      /^1 collection .* 2\.35 ms, 4 % of load/,
    ],
    [warning('NO_FLOOR', { reason: 'No.' }), /not known: No\. Trust/],
    [warning('NOT_COLD', { warm: 2, loads: 5, reason: 'Held.' }), /^2 of 5 loads .* Held\. Put/],
    [warning('STEAL', { phase: 'inference', percent: 12.345 }), /12\.3 % .*inference/],
    [
      warning('CPU_PRESSURE', {
        phases: [
          { phase: 'load', percent: 20 },
          { phase: 'inference', percent: 35 },
        ],
      }),
      /20 % of the time during load and 35 % of the time during inference\. Close/,
    ],
    [warning('DRIFT', { changePercent: -20, cpuPressurePercent: 40 }), /20 % faster .*40 % .*other programs/],
    [warning('MEMORY_PRESSURE', { phase: 'load', percent: 20 }), /20 % .*load.*memory/],
    [warning('INVOLUNTARY_SWITCHES', { phase: 'inference', switches: 90, runs: 10 }), /90 times in 10 runs/],
    [
      warning('SHAPES_SEARCHED', { sizes: ['x 1x64', 'n = 2'], values: ['axis = 0'] }),
      /sizes .*: x 1x64, n = 2 .*--shape or --dim\); these values .*: axis = 0 .*--value/,
    ],
    [warning('SHAPES_SEARCHED', { sizes: [], values: ['k = 1'] }), /first, and these values .*: k = 1/],
    [
      warning('DYNAMIC_DIMS_DEFAULTED', {
        dimensions: ['n = 1', 'k = 8'],
        flags: ['--dim n=…', '--dim k=…'],
      }),
      /n = 1, k = 8\. Give yours with --dim n=… --dim k=…/,
    ],
    [
      warning('AMOUNT_MADE_UP', { inputs: ['num_steps = 1'], flags: ['--value num_steps=…'] }),
      /num_steps = 1\. .*--value num_steps=/,
    ],
    [
      warning('SANDBOX_INCOMPLETE', { missing: ['bubblewrap', 'network'], reason: 'Install it.' }),
      /missing: bubblewrap, network\. Install it\..*--sandbox strict/,
    ],
    [
      warning('UNIT_NOT_SEEN', { unit: 'GPU (CoreML)', wasLookedFor: true, isPlanned: true }),
      /Nothing shows that GPU .CoreML. ran any .*plans to run the model there, but it may have run on the CPU alone.*strict/,
    ],
    [
      warning('UNIT_NOT_SEEN', { unit: 'GPU (CoreML)', wasLookedFor: false, isPlanned: false }),
      /was not seen, because nothing here shows it\. The runtime does not plan .*no proof.*strict/,
    ],
    [
      warning('PLACEMENT_UNKNOWN', { unit: 'GPU (CoreML)', wasSeen: true, reason: 'no plan.' }),
      /ran some of the model, and how much is not known: no plan\. Trust/,
    ],
    [
      warning('PLACEMENT_UNKNOWN', { unit: 'GPU (CoreML)', wasSeen: false, reason: 'no plan' }),
      /^Whether GPU .CoreML. ran any/,
    ],
    [warning('NO_PROFILER', { engine: 'abacus' }), /engine abacus has no profiler/],
    [warning('OUTPUTS_NOT_FETCHED', { outputs: ['s', 'm'] }), /cannot return them, .*: s, m\. /],
    [
      warning('OUTPUTS_NOT_COMPARED', { outputs: ['y (gone)', 'z (gone)'] }),
      /not compared .*: y \(gone\); z \(gone\)/,
    ],
    [warning('RUNTIME_API_FALLBACK', { reason: 'koffi is not here' }), /onnxruntime-node.*koffi is not here/],
    [
      warning('PLACEMENT_PARTIAL', { provider: 'webgpu', nodesElsewhere: 3, nodes: 80, copies: 0 }),
      /3 of 80 .*webgpu\. Look/,
    ],
    [
      warning('PLACEMENT_PARTIAL', { provider: 'cuda', nodesElsewhere: 3, nodes: 80, copies: 4 }),
      /than on cuda, and 4 carry tensors/,
    ],
    [
      warning('PROVIDER_PASSED_OVER', {
        ...{ unit: 'GPU (ONNX)', provider: 'webgpu', broken: 'cuda: its driver is too old' },
      }),
      /^GPU \(ONNX\) ran by webgpu, .* cuda: its driver is too old\. Mend that/,
    ],
    [
      warning('SOFTWARE_ADAPTER', { unit: 'WebGPU (ONNX)', devices: ['SwiftShader'] }),
      /WebGPU \(ONNX\) ran on SwiftShader, which computes on the CPU/,
    ],
  ] as const;
  for (const [{ code, message }, expected] of cases) t.match(message, expected, code);
});

await t.test('figures have three digits at most behind their leading zeros, and no exponent', async (t) => {
  const { message } = warning('NEAR_FLOOR', { medianUs: 12_345.678, floorMedianUs: 0.123_456 });
  t.match(message, /12300 µs.*0\.123 µs/);
});
