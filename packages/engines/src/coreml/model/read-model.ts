/**
 * What a CoreML model says of itself, on every system: CoreML is not needed. Of a file only the description is read; weights, which
 * may be gigabytes in one field, are skipped by their length.
 */
import { open, type FileHandle } from 'node:fs/promises';
import { DumontError, type ModelFile } from '@dumont/protocol';
import { PbfReader } from 'pbf';
import { readCompiled } from './read-compiled.ts';
import { findSpecification } from './read-package.ts';
import { readDescription, type ModelSpecification } from './read-description.ts';

/** Of the descriptions seen the largest have some kB: class labels are kept elsewhere. */
const MOST_DESCRIPTION_BYTES = 16 * 2 ** 20;
/** Of the message of a model; there are about ten kinds, each once. */
const MOST_FIELDS = 1000;
/** A tag and the length or number after it. */
const HEAD_BYTES = 20;

const KINDS: Readonly<Record<number, ModelSpecification['kind']>> = {
  200: 'pipeline',
  201: 'pipeline',
  202: 'pipeline',
  303: 'neural network',
  403: 'neural network',
  500: 'neural network',
  502: 'program',
};

/**
 * @param model of a `.mlmodelc`, in formats that are CoreML's own, what its compiler wrote about it
 * @throws DumontError MODEL_INVALID, MODEL_NOT_FOUND, MODEL_UNSUPPORTED
 */
export async function readSpecification(model: ModelFile): Promise<ModelSpecification> {
  if (model.format === 'mlmodelc') return readCompiled(model.path);
  const file = model.format === 'mlpackage' ? await findSpecification(model.path) : model.path;
  const handle = await open(file).catch((cause: unknown) => {
    throw new DumontError('MODEL_NOT_FOUND', `Cannot read ${file}, the specification of a CoreML model.`, {
      cause,
    });
  });
  try {
    return await readFile(handle, file);
  } catch (cause) {
    if (cause instanceof DumontError) throw cause;
    // pbf throws plain errors on bytes that are no message.
    throw invalid(file, 'is not a CoreML model, or it is damaged or cut short; get it again', cause);
  } finally {
    await handle.close();
  }
}

async function readFile(handle: FileHandle, file: string): Promise<ModelSpecification> {
  await refuseStandIn(handle, file);
  const { size } = await handle.stat();
  const descriptions: Uint8Array[] = [];
  let specificationVersion = 0;
  let kind: ModelSpecification['kind'] = 'classic';
  let descriptionBytes = 0;
  let position = 0;
  for (let fields = 0; position < size; fields++) {
    if (fields === MOST_FIELDS) throw new RangeError('a model has no so many fields');
    const { field, value, bytes, dataBytes } = await readHead(handle, position);
    position += bytes;
    if (position + dataBytes > size) throw new RangeError('a field ends beyond the file');
    if (field === 1) specificationVersion = value;
    else if (field === 2) {
      descriptionBytes += dataBytes;
      if (descriptionBytes > MOST_DESCRIPTION_BYTES) throw new RangeError('a description is never so large');
      descriptions.push(await readBytes(handle, position, dataBytes));
    } else kind = KINDS[field] ?? kind;
    position += dataBytes;
  }
  if (descriptions.length === 0 || specificationVersion === 0)
    throw invalid(file, 'is not a CoreML model: it has no description of one');
  // Messages that come in parts are one after the other: so does protobuf merge them.
  return { specificationVersion, kind, ...readDescription(Buffer.concat(descriptions)) };
}

interface Head {
  readonly field: number;
  /** Of a number; of anything else 0. */
  readonly value: number;
  /** How long tag and number are, or tag and length. */
  readonly bytes: number;
  /** How much follows. */
  readonly dataBytes: number;
}

const FIXED_BYTES: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

async function readHead(handle: FileHandle, position: number): Promise<Head> {
  const pbf = new PbfReader(await readBytes(handle, position, HEAD_BYTES));
  const tag = pbf.readVarint();
  const [field, type] = [Math.floor(tag / 8), tag % 8];
  const fixed = FIXED_BYTES[type];
  if (field === 0 || (type !== 0 && type !== 2 && fixed === undefined)) throw new RangeError('no such field');
  if (fixed !== undefined) return { field, value: 0, bytes: pbf.pos, dataBytes: fixed };
  const number = pbf.readVarint();
  if (!Number.isSafeInteger(number)) throw new RangeError('a number that no model has');
  return {
    field,
    bytes: pbf.pos,
    ...(type === 0 ? { value: number, dataBytes: 0 } : { value: 0, dataBytes: number }),
  };
}

/** @returns fewer at the end of the file */
async function readBytes(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

const LFS_POINTER = 'version https://git-lfs.github.com/spec/';

/** What commonly lies where a model should. */
async function refuseStandIn(handle: FileHandle, file: string): Promise<void> {
  const start = Buffer.from(await readBytes(handle, 0, LFS_POINTER.length)).toString('latin1');
  if (start === '') throw invalid(file, 'is empty; get it again');
  if (start === LFS_POINTER)
    throw invalid(
      file,
      'is a pointer of Git LFS, not the model: run "git lfs pull", and in CI check out with LFS',
    );
  if (/^\s*[<{]/.test(start))
    throw invalid(file, 'is a web page or a text, not a model; look at what was downloaded');
}

function invalid(file: string, what: string, cause?: unknown): DumontError {
  return new DumontError('MODEL_INVALID', `${file} ${what}.`, { cause });
}
