import { DumontError } from '@dumont/protocol';

/** What is told where ONNX Runtime cannot be called by its own API: the caller may then take onnxruntime-node. */
export class NativeApiUnavailable extends DumontError {
  constructor(reason: string, cause?: unknown) {
    super('UNIT_UNAVAILABLE', `ONNX Runtime cannot be called by its C API: ${reason}`, { cause });
  }
}

export function unavailable(reason: string, cause: unknown): NativeApiUnavailable {
  const words = cause instanceof Error ? cause.message : String(cause);
  return new NativeApiUnavailable(`${reason} (${words})`, cause);
}
