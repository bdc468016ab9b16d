/** A `.mlpackage`: a folder whose manifest says which file in it is the model's specification. */
import { open } from 'node:fs/promises';
import path from 'node:path';
import { DumontError, parseForeignJson } from '@dumont/protocol';
import { z } from 'zod';

const MANIFEST = 'Manifest.json';
const DATA = 'Data';
const MOST_BYTES = 2 ** 20;
const BOUNDS = { depth: 16, values: 10_000 };
const MOST_TEXT = 4096;

/** From `Data` on, with slashes; not out of it, on any system. */
const itemPathSchema = z
  .string()
  .min(1)
  .max(MOST_TEXT)
  .refine(
    (text) => !/^[/\\]|^[a-z]:|\0/i.test(text) && !text.split(/[/\\]/).includes('..'),
    'must not lead out of the package',
  );

const manifestSchema = z.object({
  rootModelIdentifier: z.string().max(MOST_TEXT),
  itemInfoEntries: z.record(z.string().max(MOST_TEXT), z.object({ path: itemPathSchema })),
});

/** @returns the path of the file @throws DumontError MODEL_INVALID, MODEL_NOT_FOUND */
export async function findSpecification(model: string): Promise<string> {
  const text = await readManifest(path.join(model, MANIFEST));
  const parsed = manifestSchema.safeParse(parseForeignJson(text, BOUNDS));
  if (!parsed.success)
    throw invalid(model, `its ${MANIFEST} is not one of a CoreML package: ${z.prettifyError(parsed.error)}`);
  const { rootModelIdentifier: root, itemInfoEntries: entries } = parsed.data;
  const entry = Object.hasOwn(entries, root) ? entries[root] : undefined;
  if (entry === undefined) throw invalid(model, `its ${MANIFEST} names no file for its root model`);
  return path.join(model, DATA, ...entry.path.split(/[/\\]/));
}

async function readManifest(file: string): Promise<string> {
  const handle = await open(file).catch((cause: unknown) => {
    throw new DumontError(
      'MODEL_NOT_FOUND',
      `Cannot read ${file}: a .mlpackage has one, is that folder whole?`,
      {
        cause,
      },
    );
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MOST_BYTES + 1), 0, MOST_BYTES + 1, 0);
    if (bytesRead > MOST_BYTES) throw invalid(path.dirname(file), `its ${MANIFEST} is too large to be one`);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

function invalid(model: string, what: string): DumontError {
  return new DumontError('MODEL_INVALID', `The model ${model} is damaged: ${what}.`);
}
