/** The engine's contract on a GPU, a software one: what holds on the CPU must hold there too. Each in a process that finds its driver. */
import path from 'node:path';
import t from 'tap';
import {
  SOFTWARE_GPU_ENVIRONMENT,
  whyNoSoftwareGpu,
  whyNoWebgpuPlugIn,
} from '../../tools/setup/webgpu-plug-in.ts';

const PROGRAM = path.join(import.meta.dirname, 'support', 'contract-on-webgpu.ts');
const elsewhere = process.arch === 'x64' ? null : 'it is in the library for x64 alone';

const run = (kind: string, why: string | null) =>
  t.spawn(
    process.execPath,
    [...process.execArgv, PROGRAM, kind],
    { env: { ...process.env, ...SOFTWARE_GPU_ENVIRONMENT }, skip: why ?? false },
    `WebGPU, ${kind}`,
  );

await run('built-in', elsewhere ?? whyNoSoftwareGpu());
await run('plug-in', elsewhere ?? whyNoWebgpuPlugIn());
