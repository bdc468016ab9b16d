/** The figures as text. */
import type { RuntimeApi } from '@dumont/protocol';
import type { CallOverhead } from './ask-call-overhead.ts';
import type { WatchCost } from './watch-cost.ts';
import type { SamplerCost } from './sampler-cost.ts';
import type { WholeBenchmark } from './whole-benchmark.ts';

export interface Results {
  readonly calls: Readonly<Record<RuntimeApi, CallOverhead>>;
  readonly sampler: SamplerCost;
  /** Null where no fake board can be built. */
  readonly accelerator: WatchCost | null;
  readonly benchmark: WholeBenchmark;
}

export function describeResults({ calls, sampler, accelerator, benchmark }: Results): string {
  const ms = (value: number): string => `${value.toFixed(0).padStart(6)} ms`;
  const us = (value: number): string => `${value.toFixed(2).padStart(6)} µs`;
  const { parts, harness, memory } = benchmark;
  const { native, node } = calls;
  return `One inference of a tiny model (p50 of ${native.runs} runs each, interleaved)
                               the C API  onnxruntime-node
  as our loop reports it      ${us(native.ourMedianUs)}  ${us(node.ourMedianUs)}
  bare call                   ${us(native.nativeMedianUs)}  ${us(node.nativeMedianUs)}
  added by us                 ${us(native.overheadUs)}  ${us(node.overheadUs)}   (wanted: at most 1 and 3)

Watching a process every ${sampler.intervalMs} ms
  CPU time                    ${sampler.corePercent.toFixed(2).padStart(6)} % of a core   (wanted: at most 0.5)
${describeBoard(accelerator)}
A whole default benchmark of PP-OCRv4 cls
  wall time                   ${ms(benchmark.wallMs)}
  what it cannot do without   ${ms(benchmark.partsMs)}
    process starts            ${ms(parts.processStarts)}
    loads                     ${ms(parts.loads)}
    first run                 ${ms(parts.firstRun)}
    warm-up                   ${ms(parts.warmup)}
    measured runs             ${ms(parts.runs)}
  what the harness adds       ${ms(benchmark.harnessMs)}
    device, checksum          ${ms(harness.before)}
    process of the floor      ${ms(harness.floor)}
    hand-shakes and exits     ${ms(harness.between)}
  peak memory of inference    ${String(memory.kernelPeakMb)} MB by the kernel, ${String(memory.sampledPeakMb)} MB by sampling
`;
}

function describeBoard(cost: WatchCost | null): string {
  if (cost === null) return '';
  return `
Metering a board whose calls take what an H100's did
  CPU time                    ${cost.corePercent.toFixed(2).padStart(6)} % of a core   (wanted: at most 0.5)
`;
}
