/** Dumont's session options in the words of onnxruntime-node. */
import { describeUntaken, DumontError, type SessionOptions } from '@dumont/protocol';
import { providers } from '../providers/index.ts';
import { notRunByDumont } from '../providers/not-run.ts';
import type { OnnxRuntime } from './load-runtime.ts';

type OrtOptions = OnnxRuntime.InferenceSession.SessionOptions;

/** Fatal only: every error comes as an exception too, with the same text. */
const LOG_SEVERITY = 4;

/** @throws DumontError UNIT_UNAVAILABLE where Dumont cannot run the execution provider, USAGE where the package cannot take an option */
export function toOrtOptions(options: SessionOptions): OrtOptions {
  const provider = providers[options.provider].nodeBinding;
  if (provider === null) throw notRunByDumont(options.provider);
  refuseUntakable(options);
  return {
    // One alone: where a list is given, onnxruntime silently leaves out what it cannot run.
    executionProviders: [provider],
    graphOptimizationLevel: options.graphOptimization,
    executionMode: options.executionMode,
    logSeverityLevel: LOG_SEVERITY,
    ...(options.intraOpThreads === null ? {} : { intraOpNumThreads: options.intraOpThreads }),
    ...(options.interOpThreads === null ? {} : { interOpNumThreads: options.interOpThreads }),
    ...(options.cpuArena === undefined ? {} : { enableCpuMemArena: options.cpuArena }),
    ...(options.memoryPattern === undefined ? {} : { enableMemPattern: options.memoryPattern }),
  };
}

function refuseUntakable(options: SessionOptions): void {
  const untaken = describeUntaken(options, ['cpuArena', 'memoryPattern']);
  if (untaken === null) return;
  throw new DumontError(
    'USAGE',
    `onnxruntime-node cannot take ${untaken}: only ONNX Runtime's C API can (--runtime-api native)`,
  );
}
