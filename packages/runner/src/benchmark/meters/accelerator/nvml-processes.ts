/**
 * What NVML's lists of processes say. The size of an entry is found, not assumed: drivers have written 16, 24 and 32 bytes behind the
 * same symbol. All sizes begin alike: pid (4 bytes), padding (4 bytes, left unwritten), used memory (8 bytes).
 */

const SIZES = [16, 24, 32] as const;
export const MOST_BYTES_OF_AN_ENTRY = 32;

/** Fills the buffer before the call: what the driver wrote shows against it. */
export const UNWRITTEN = 0xa5;

/** The driver cannot tell: always so on Windows, where Windows itself manages the memory. */
const UNKNOWN = 0xffff_ffff_ffff_ffffn;

/**
 * @param buffer filled with `UNWRITTEN` before the driver wrote `count` entries into it
 * @returns bytes of device memory by process id, null where the driver does not know; null altogether where the entries cannot be read
 */
export function parseProcesses(buffer: Uint8Array, count: number): Map<number, number | null> | null {
  const processes = new Map<number, number | null>();
  if (count === 0) return processes;
  const size = (buffer.findLastIndex((byte) => byte !== UNWRITTEN) + 1) / count;
  if (!SIZES.some((known) => known === size)) return null;
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  for (let index = 0; index < count; index++) {
    const pid = view.getUint32(index * size, true);
    const bytes = view.getBigUint64(index * size + 8, true);
    processes.set(pid, bytes === UNKNOWN ? null : Number(bytes));
  }
  return processes;
}
