/** What a model is known by: the bytes of all files that it consists of. Pure. */
import { createHash } from 'node:crypto';
import type { ReportModelFile } from '@dumont/protocol';

export interface ModelIdentity {
  /** Of all files. */
  readonly bytes: number;
  /** Of the model's own file; of a folder it is the digest. */
  readonly sha256: string;
  /** The model's own first. */
  readonly files: readonly ReportModelFile[];
  /** Where there are several files: over name, size and checksum of each, in their order. */
  readonly digest?: string;
}

/** @param files the model's own first, then those that it keeps weights in, in the order in which it names them */
export function identifyFile(files: readonly ReportModelFile[]): ModelIdentity {
  const [own, ...weights] = files;
  if (own === undefined) throw new RangeError('a model has a file');
  const identity = { bytes: sizeOf(files), sha256: own.sha256, files };
  // A model is the same whatever its own file is called; of the others the model says the names.
  return weights.length === 0
    ? identity
    : { ...identity, digest: hashTogether([{ ...own, name: '' }, ...weights]) };
}

/** @param files in the order of their names */
export function identifyFolder(files: readonly ReportModelFile[]): ModelIdentity {
  const digest = hashTogether(files);
  return { bytes: sizeOf(files), sha256: digest, files, digest };
}

function sizeOf(files: readonly ReportModelFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function hashTogether(files: readonly ReportModelFile[]): string {
  const hash = createHash('sha256');
  for (const { name, bytes, sha256 } of files) hash.update(`${JSON.stringify([name, bytes, sha256])}\n`);
  return hash.digest('hex');
}
