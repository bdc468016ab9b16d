/** A `.mlpackage`: a folder whose manifest says which file in it is the model's specification. */
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { DumontError, parseForeignJson } from '@dumont/protocol';
import { z } from 'zod';
import { readTextUpTo } from './read-text.ts';

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

/** That all is there that its manifest names. @throws DumontError MODEL_INVALID */
export async function checkPackage(model: string): Promise<void> {
  await findSpecification(model);
}

/** @returns the path of the file @throws DumontError MODEL_INVALID */
export async function findSpecification(model: string): Promise<string> {
  const text = await readManifest(path.join(model, MANIFEST));
  const parsed = manifestSchema.safeParse(parseForeignJson(text, BOUNDS));
  if (!parsed.success)
    throw invalid(model, `its ${MANIFEST} is not one of a CoreML package: ${z.prettifyError(parsed.error)}`);
  const { rootModelIdentifier: root, itemInfoEntries: entries } = parsed.data;
  const entry = Object.hasOwn(entries, root) ? entries[root] : undefined;
  if (entry === undefined) throw invalid(model, `its ${MANIFEST} names no file for its root model`);
  for (const item of Object.values(entries)) await requireItem(model, item.path);
  return placeOf(model, entry.path);
}

function placeOf(model: string, item: string): string {
  return path.join(model, DATA, ...item.split(/[/\\]/));
}

/** Asked of the file system, which may not tell capitals apart; an item may be a folder, and an empty one. */
async function requireItem(model: string, item: string): Promise<void> {
  await lstat(placeOf(model, item)).catch((cause: unknown) => {
    throw invalid(
      model,
      `its ${MANIFEST} names ${JSON.stringify(`${DATA}/${item}`)}, which is not there; copy the whole folder, or make it where it is an empty folder, which Git does not keep`,
      cause,
    );
  });
}

async function readManifest(file: string): Promise<string> {
  const model = path.dirname(file);
  const text = await readTextUpTo(file, MOST_BYTES).catch((cause: unknown) => {
    throw invalid(model, `it has no ${MANIFEST} that can be read; copy the whole folder`, cause);
  });
  if (text === null) throw invalid(model, `its ${MANIFEST} is too large to be one`);
  return text;
}

function invalid(model: string, what: string, cause?: unknown): DumontError {
  return new DumontError('MODEL_INVALID', `The model ${model} is damaged: ${what}.`, { cause });
}
