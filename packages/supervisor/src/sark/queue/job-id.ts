/** What a queue has for a job's id: bytes, which need not be text. Pure. */

/** As Redis has it. */
export type RawId = Buffer;

/** An entry of a queue that is no job for this worker, and why: it is taken away and told. */
export interface RefusedId {
  readonly queue: string;
  /** For a log. */
  readonly shown: string;
  readonly reason: string;
}

const MAX_SHOWN_BYTES = 100;
/** It stands in addresses, logs and results: far more than any orchestrator gives. */
const MAX_BYTES = 512;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @returns null where it is no text, or too long: then it can be in no address and in no result */
export function readJobId(raw: RawId): string | null {
  try {
    return raw.length === 0 || raw.length > MAX_BYTES ? null : utf8.decode(raw);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

export function refuseId(queue: string, raw: RawId, reason = whyNoJobId(raw)): RefusedId {
  return { queue, shown: showId(raw), reason };
}

function whyNoJobId(raw: RawId): string {
  if (raw.length > MAX_BYTES) return `an id of ${raw.length} bytes names no job: ${MAX_BYTES} at most`;
  return raw.length === 0 ? 'an empty id names no job' : 'an id that is not UTF-8 names no job';
}

/** Printable ASCII as it is, every other byte by its number. */
function showId(raw: RawId): string {
  const shown = [...raw.subarray(0, MAX_SHOWN_BYTES)].map((byte) =>
    byte > 0x1f && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`,
  );
  return shown.join('') + (raw.length > MAX_SHOWN_BYTES ? '…' : '');
}
