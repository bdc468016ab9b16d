/** A session with the runtime's profiler on, what its trace says, and where the nodes of the graph were placed. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelFile } from '@dumont/protocol';
import type { ProfiledSession } from '../../engine.ts';
import { readAssignment, rememberingAssignment } from './assignment.ts';
import { summariseTrace, traceSchema } from '../trace.ts';
import type { NativeSessionOptions } from './native-session-options.ts';
import type { NativeRuntime } from './runtime.ts';
import { loadSession } from './session.ts';

export function loadProfiledSession(
  runtime: NativeRuntime,
  model: ModelFile,
  options: NativeSessionOptions,
  scratchFolder: string,
): ProfiledSession {
  const prefix = join(scratchFolder, `profile-${randomUUID()}`);
  const remembering = rememberingAssignment(runtime, options);
  const { session, native } = loadSession(runtime, model, remembering, prefix);
  return {
    ...session,
    readProfile: async () => {
      const path = runtime.calls.SessionEndProfiling(native, runtime.allocator);
      const trace = traceSchema.parse(JSON.parse(await readFile(path, 'utf8')));
      return summariseTrace(trace, session.requestedProvider, readAssignment(runtime, native));
    },
  };
}
