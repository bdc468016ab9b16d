/** For which processor a shared library of Linux is, by its ELF header. */
import { closeSync, openSync, readSync } from 'node:fs';

/** `e_machine` of the ELF specification (System V ABI, chapter 4), by Node's names of processors. */
const MACHINES: Readonly<Record<number, string>> = {
  3: 'ia32',
  20: 'ppc',
  21: 'ppc64',
  22: 's390x',
  40: 'arm',
  62: 'x64',
  183: 'arm64',
  243: 'riscv64',
  258: 'loong64',
};
const MAGIC = 0x7f454c46;
const LITTLE_ENDIAN = 1;
const HEADER_BYTES = 20;

/** @returns as `process.arch` says it; null where it is no ELF file, or for one that has no name there */
export function machineOf(header: Buffer): string | null {
  if (header.length < HEADER_BYTES || header.readUInt32BE(0) !== MAGIC) return null;
  const machine = header[5] === LITTLE_ENDIAN ? header.readUInt16LE(18) : header.readUInt16BE(18);
  return MACHINES[machine] ?? null;
}

/** @throws the system's own error */
export function readMachine(file: string): string | null {
  const header = Buffer.alloc(HEADER_BYTES);
  const descriptor = openSync(file, 'r');
  try {
    return machineOf(header.subarray(0, readSync(descriptor, header, 0, HEADER_BYTES, 0)));
  } finally {
    closeSync(descriptor);
  }
}
