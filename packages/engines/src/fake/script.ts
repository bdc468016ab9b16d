/** What a fake model does: a JSON file in place of a model, for tests of everything around an engine. */
import { readFile } from 'node:fs/promises';
import { DumontError, errorCodeSchema, tensorInfoSchema, type ModelFile } from '@dumont/protocol';
import { z } from 'zod';

const ms = z.number().nonnegative();
const mb = z.number().positive();

export const stepSchema = z.discriminatedUnion('do', [
  /** Blocks the thread, computing, as a native call does. */
  z.strictObject({ do: z.literal('compute'), ms }),
  /** Never comes back. */
  z.strictObject({ do: z.literal('hang') }),
  z.strictObject({ do: z.literal('die'), signal: z.enum(['SIGSEGV', 'SIGABRT', 'SIGKILL', 'SIGILL']) }),
  z.strictObject({ do: z.literal('exit'), code: z.int().min(0).max(255) }),
  z.strictObject({ do: z.literal('fail'), code: errorCodeSchema, message: z.string() }),
  /** Takes memory, writes every page of it and keeps it. */
  z.strictObject({ do: z.literal('keep-memory'), mb }),
  /** The same, but gives it back at once. */
  z.strictObject({ do: z.literal('touch-memory'), mb }),
  /** Makes so much garbage on the JavaScript heap. */
  z.strictObject({ do: z.literal('make-garbage'), mb }),
  z.strictObject({ do: z.literal('write-stderr'), text: z.string() }),
  z.strictObject({ do: z.literal('write-pid'), pidFile: z.string() }),
  /** Makes a file in the home that Apple's frameworks see, where there is one of this process's own. */
  z.strictObject({ do: z.literal('write-cache'), file: z.string() }),
  /** Starts a process that leaves the process group and stays, and appends its own id and that one's to the file. */
  z.strictObject({
    do: z.literal('leave-grandchild'),
    pidFile: z.string(),
    /** Of this process, which the grandchild keeps open. */
    keeps: z.array(z.int()).default([]),
  }),
]);
export type Step = z.infer<typeof stepSchema>;

export const fakeModelSchema = z.strictObject({
  inputs: z.array(tensorInfoSchema).default([]),
  load: z.array(stepSchema).default([]),
  /** Steps of each run in turn; the last entry serves for all the runs after it. */
  runs: z.array(z.array(stepSchema)).default([]),
  /** Runs are refused unless every input has this many elements. */
  acceptsElements: z.int().positive().optional(),
  /** A run on an input of so many elements kills the process. */
  diesOfElements: z.array(z.int().positive()).default([]),
});
export type FakeModel = z.infer<typeof fakeModelSchema>;

/** @throws DumontError MODEL_INVALID */
export async function readFakeModel(model: ModelFile): Promise<FakeModel> {
  const text = await readFile(model.path, 'utf8');
  try {
    return fakeModelSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new DumontError('MODEL_INVALID', `${model.path} is no fake model: ${String(cause)}`, { cause });
  }
}
