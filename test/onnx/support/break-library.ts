/** A library whose code is no code: whoever loads it dies. */
import { readFileSync, writeFileSync } from 'node:fs';

const LOADED = 1;
const EXECUTABLE = 1;
/** x86-64: `hlt`, which only the kernel may execute. A trap would be caught by tap, where nothing clears its environment. */
const HALT = 0xf4;

/** @param library an ELF file of 64 bits, for x86-64 */
export function breakLibrary(library: string, copy: string): void {
  const bytes = readFileSync(library);
  const headers = Number(bytes.readBigUInt64LE(32));
  for (let index = 0; index < bytes.readUInt16LE(56); index++) {
    const header = bytes.subarray(headers + index * bytes.readUInt16LE(54));
    if (header.readUInt32LE(0) !== LOADED || (header.readUInt32LE(4) & EXECUTABLE) === 0) continue;
    const offset = Number(header.readBigUInt64LE(8));
    bytes.fill(HALT, offset, offset + Number(header.readBigUInt64LE(32)));
  }
  writeFileSync(copy, bytes);
}
