/** An interface of ONNX Runtime's that a program can reach it by: the npm package is one. */
import type { Engine } from '../engine.ts';

export type OnnxApi = Required<Pick<Engine, 'version' | 'load' | 'loadProfiled'>>;
