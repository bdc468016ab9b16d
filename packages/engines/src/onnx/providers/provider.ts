/** One execution provider of onnxruntime: what a session that runs on it is created with. */
import type { ExecutionProvider } from '@dumont/protocol';
import type { InferenceSession } from 'onnxruntime-common';

export interface Provider {
  readonly name: ExecutionProvider;
  /** What onnxruntime-node is asked for; null where Dumont does not run it by that. */
  readonly nodeBinding: InferenceSession.ExecutionProviderConfig | null;
  /** What a session of the C API runs on; null where Dumont does not run it by that. Every session has the CPU, which is not asked for. */
  readonly native: 'cpu' | null;
}
