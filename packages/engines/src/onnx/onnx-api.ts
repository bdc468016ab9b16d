/** An interface of ONNX Runtime's that a program can reach it by: its own C API, or the npm package. */
import type { Engine } from '../engine.ts';

export type OnnxApi = Required<Pick<Engine, 'version' | 'load' | 'loadProfiled'>>;
