/** A session with onnxruntime's profiler on, and what its trace says. */
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DumontError } from '@dumont/protocol';
import type { InferenceSession, ProfiledSession, ProfileResult } from '../../engine.ts';
import type { OnnxRuntime } from './load-runtime.ts';
import { summariseTrace, traceSchema } from '../trace.ts';

interface ProfiledLoad {
  /** Creates the session with these options added. */
  readonly create: (
    profiling: Pick<OnnxRuntime.InferenceSession.SessionOptions, 'enableProfiling' | 'profileFilePrefix'>,
  ) => Promise<OnnxRuntime.InferenceSession>;
  readonly wrap: (session: OnnxRuntime.InferenceSession) => InferenceSession;
  readonly scratchFolder: string;
}

export async function loadProfiledSession(load: ProfiledLoad): Promise<ProfiledSession> {
  const prefix = `profile-${randomUUID()}`;
  const session = await load.create({
    enableProfiling: true,
    profileFilePrefix: join(load.scratchFolder, prefix),
  });
  const wrapped = load.wrap(session);
  return {
    ...wrapped,
    readProfile: async () => {
      session.endProfiling();
      return readTrace(load.scratchFolder, prefix, wrapped);
    },
  };
}

/** The runtime adds date and time to the name, and writes them nowhere else. */
async function readTrace(folder: string, prefix: string, session: InferenceSession): Promise<ProfileResult> {
  const name = (await readdir(folder)).find((file) => file.startsWith(prefix));
  if (name === undefined)
    throw new DumontError('INFERENCE_FAILED', `onnxruntime wrote no profile into ${folder}`);
  const trace = traceSchema.parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
  return summariseTrace(trace, session.requestedProvider);
}
