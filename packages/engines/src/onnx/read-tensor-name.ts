/** The name that a TensorProto in a file has, without its elements. */
import { closeSync, fstatSync, openSync } from 'node:fs';
import { MalformedMessage, ProtoFile } from './model/proto-file.ts';

const NAME = 8;

/** @returns null where it has none, holds something else, or cannot be read: whoever reads the tensor says why */
export function readTensorName(path: string): string | null {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    const file = new ProtoFile(fd);
    for (const field of file.fields({ start: 0, end: fstatSync(fd).size })) {
      if (field.number === NAME && field.end > field.start) return file.text(field);
    }
    return null;
  } catch (error) {
    // Node gives what the system refuses a code.
    if (error instanceof MalformedMessage || (error instanceof Error && 'code' in error)) return null;
    throw error;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
