/** What a probe found, kept in a file for the commands after it. */
import path from 'node:path';
import { parseJson, probedUnitSchema, type ProbedUnit } from '@dumont/protocol';
import { z } from 'zod';
import { makeFolder } from '../../host/make-folder.ts';
import { readTextFile } from '../../host/read-text-file.ts';
import { writeAtomically } from '../../host/replace-file.ts';

const memorySchema = z.strictObject({
  schema: z.literal('dumont.probe/2'),
  /** What was so when it was found. */
  state: z.string(),
  units: z.array(probedUnitSchema).max(64),
});

/** One engine's, in a folder. */
export interface ProbeFile {
  readonly folder: string;
  /** Of a built-in engine. */
  readonly engine: string;
}

/** @returns null where nothing was found yet, or something else was so then @throws a system error where the file cannot be read */
export async function recallProbe(file: ProbeFile, state: string): Promise<readonly ProbedUnit[] | null> {
  const text = await readTextFile(pathOf(file));
  if (text === null) return null;
  // An older version's, or cut off: it is written anew.
  const memory = memorySchema.safeParse(parseJson(text));
  return memory.success && memory.data.state === state ? memory.data.units : null;
}

/** @throws a system error where it cannot be written */
export async function keepProbe(file: ProbeFile, state: string, units: readonly ProbedUnit[]): Promise<void> {
  await makeFolder(file.folder);
  const memory: z.infer<typeof memorySchema> = { schema: 'dumont.probe/2', state, units: [...units] };
  await writeAtomically(pathOf(file), `${JSON.stringify(memory)}\n`);
}

function pathOf({ folder, engine }: ProbeFile): string {
  return path.join(folder, `probe-${engine}.json`);
}
