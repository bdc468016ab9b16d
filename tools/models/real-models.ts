/** Real models, from their npm packages, with the flags that give them inputs as in use. */
import path from 'node:path';

export interface RealModel {
  readonly name: string;
  readonly file: string;
  /** What dumont-runner needs to be told, beside `--model`. */
  readonly flags: readonly string[];
}

const modules = path.resolve(import.meta.dirname, '..', '..', 'node_modules');
const ocr = (file: string): string => path.join(modules, '@gutenye', 'ocr-models', 'assets', file);
const vad = (file: string): string => path.join(modules, '@ricky0123', 'vad-web', 'dist', file);

export const REAL_MODELS: readonly RealModel[] = [
  {
    name: 'PP-OCRv4 text detection',
    file: ocr('ch_PP-OCRv4_det_infer.onnx'),
    flags: ['--shape', 'x=1x3x320x320'],
  },
  {
    name: 'PP-OCRv4 text recognition',
    file: ocr('ch_PP-OCRv4_rec_infer.onnx'),
    flags: ['--shape', 'x=1x3x48x320'],
  },
  {
    name: 'PP-OCR text direction',
    file: ocr('ch_ppocr_mobile_v2.0_cls_infer.onnx'),
    flags: ['--shape', 'x=1x3x48x192'],
  },
  {
    name: 'Silero voice activity v5',
    file: vad('silero_vad_v5.onnx'),
    flags: ['--value', 'sr=16000', '--shape', 'input=1x512', '--shape', 'state=2x1x128'],
  },
  {
    name: 'Silero voice activity v6',
    file: vad('silero_vad_v6.onnx'),
    flags: ['--value', 'sr=16000', '--shape', 'input=1x512', '--shape', 'state=2x1x128'],
  },
  {
    name: 'Silero voice activity legacy',
    file: vad('silero_vad_legacy.onnx'),
    flags: ['--value', 'sr=16000', '--shape', 'input=1x1536'],
  },
];
