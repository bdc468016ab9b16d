/** An interface of ONNX Runtime's that a program can reach it by: its own C API, or the npm package. */
import type { OfferedDevice, ProbeTarget } from '@dumont/protocol';
import type { DeviceList, Engine } from '../engine.ts';

export interface OnnxApi extends Required<Pick<Engine, 'version' | 'load' | 'loadProfiled'>> {
  /** Of the library of providers that it was opened with. */
  readonly devices?: readonly OfferedDevice[];
  /** Left out where the interface tells of none. */
  readonly listDevices?: (target: ProbeTarget) => DeviceList;
}
