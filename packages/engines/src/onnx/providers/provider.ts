/** One execution provider of onnxruntime: what a session that runs on it is created with. */
import type { ExecutionProvider, ReportProvider } from '@dumont/protocol';
import type { InferenceSession } from 'onnxruntime-common';
import type { NativeObject } from '../native/native-object.ts';
import type { NativeSessionOptions } from '../native/native-session-options.ts';
import type { NativeRuntime } from '../native/runtime.ts';

export interface Provider {
  readonly name: ExecutionProvider;
  /** What onnxruntime-node is asked for; null where Dumont does not run it by that. */
  readonly nodeBinding: InferenceSession.ExecutionProviderConfig | null;
  /** Adds it to a session's options by the C API; null where Dumont does not run it by that. @returns what it is, unless it is the CPU's */
  readonly native:
    | ((
        runtime: NativeRuntime,
        made: NativeObject<'OrtSessionOptions'>,
        options: NativeSessionOptions,
      ) => ReportProvider | undefined)
    | null;
  /** What it needs, where it is not a plug-in: reads after "it cannot be used here". */
  readonly remedy?: string;
}
