/** Every execution provider, one file each. */
import type { ExecutionProvider } from '@dumont/protocol';
import { coreml } from './coreml.ts';
import { cpu } from './cpu.ts';
import { cuda } from './cuda.ts';
import { dml } from './dml.ts';
import { migraphx } from './migraphx.ts';
import { openvino } from './openvino.ts';
import { plugIn } from './plug-in.ts';
import type { Provider } from './provider.ts';
import { tensorrt } from './tensorrt.ts';
import { webgpu } from './webgpu.ts';

export const providers: Readonly<Record<ExecutionProvider, Provider>> = {
  cpu,
  cuda,
  tensorrt,
  migraphx,
  dml,
  webgpu,
  coreml,
  openvino,
  'plug-in': plugIn,
};
