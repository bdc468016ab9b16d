/** An interface of ONNX Runtime's that a program can reach it by: its own C API, or the npm package. */
import type { OfferedDevice } from '@dumont/protocol';
import type { Engine } from '../engine.ts';

export interface OnnxApi extends Required<Pick<Engine, 'version' | 'load' | 'loadProfiled'>> {
  /** Of the library of providers that it was opened with. */
  readonly devices?: readonly OfferedDevice[];
}
