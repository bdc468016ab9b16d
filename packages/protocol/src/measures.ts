/** Units used throughout: MB means 2^20 bytes (as SARK counts), times are milliseconds unless the name says otherwise. */

export const BYTES_PER_MB = 2 ** 20;
export const MB_PER_GB = 1024;

/** @param bytes size in bytes @returns the same size in MB (2^20 bytes), rounded to a thousandth */
export function bytesToMb(bytes: number): number {
  return Math.round((bytes / BYTES_PER_MB) * 1000) / 1000;
}

export function mbToBytes(mb: number): number {
  return mb * BYTES_PER_MB;
}

/** CPU time over wall time: 100 means that one core was busy throughout; `null` for a phase too short to have passed any time. */
export function cpuPercent(cpuMs: number, wallMs: number): number | null {
  return wallMs > 0 ? (cpuMs / wallMs) * 100 : null;
}
