import { open } from 'node:fs/promises';

/** @returns null where the file is larger @throws the system's own error */
export async function readTextUpTo(file: string, mostBytes: number): Promise<string | null> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(mostBytes + 1), 0, mostBytes + 1, 0);
    return bytesRead > mostBytes ? null : buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
