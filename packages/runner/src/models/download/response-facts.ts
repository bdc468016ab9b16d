/** What a response's headers say about the file: its length, its version, where a part of it begins. Pure. */
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { TransferError } from './download-error.ts';

/** What a server tells one version of a file from another by. */
export const validatorsSchema = z.strictObject({
  etag: z.string().nullable(),
  lastModified: z.string().nullable(),
});
export type Validators = z.output<typeof validatorsSchema>;

/** Below this a file may have changed twice since, within the second that the date can tell (RFC 9110, 8.8.2.2). */
const STRONG_DATE_MS = 60_000;

export function readValidators(headers: IncomingHttpHeaders): Validators {
  return { etag: headers.etag ?? null, lastModified: headers['last-modified'] ?? null };
}

/** @returns what makes a request be answered by 304 where the file has not changed */
export function conditionalHeaders({ etag, lastModified }: Validators): Record<string, string> {
  if (etag !== null) return { 'if-none-match': etag };
  return lastModified === null ? {} : { 'if-modified-since': lastModified };
}

/** @returns for `If-Range`: what surely names these very bytes, or `null` */
export function strongValidator(headers: IncomingHttpHeaders): string | null {
  const { etag, date } = headers;
  if (etag !== undefined) return etag.startsWith('"') ? etag : null;
  const lastModified = headers['last-modified'];
  if (lastModified === undefined || date === undefined) return null;
  return Date.parse(date) - Date.parse(lastModified) >= STRONG_DATE_MS ? lastModified : null;
}

/**
 * @returns how many bytes follow; `null` where the server sends them in pieces with a mark at the end
 * @throws TransferError where a file cut off could not be told from a whole one, or is not sent as it is
 */
export function readLength(headers: IncomingHttpHeaders): number | null {
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding !== 'identity') {
    throw new TransferError('the server sends the file compressed, though it was asked not to');
  }
  const length = headers['content-length'];
  if (length !== undefined && /^\d{1,15}$/.test(length)) return Number(length);
  if (/\bchunked\s*$/i.test(headers['transfer-encoding'] ?? '')) return null;
  throw new TransferError('the server does not say where the file ends, so it might arrive cut off');
}

export interface ContentRange {
  readonly start: number;
  /** Of the whole file; `null` where the server does not know. */
  readonly totalBytes: number | null;
}

/** @returns `undefined` where it is none, or does not reach up to the end of the file */
export function readContentRange(headers: IncomingHttpHeaders): ContentRange | undefined {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/i.exec(headers['content-range'] ?? '');
  if (match === null) return undefined;
  const [start, end] = [Number(match[1]), Number(match[2])];
  const totalBytes = match[3] === '*' ? null : Number(match[3]);
  if (start > end || (totalBytes !== null && end !== totalBytes - 1)) return undefined;
  return { start, totalBytes };
}
