/** One try of a download: the request, what the answer means for what has arrived already, and the rest of the file. */
import { Agent } from 'undici';
import { DumontError, SENT_ENDINGS } from '@dumont/protocol';
import type { DiskSpace } from '../../host/disk-space.ts';
import { StatusError, TransferError } from './download-error.ts';
import { createGuardedConnector, type Network } from './guarded-connector.ts';
import type { DownloadLimits } from './limits.ts';
import { nameModel, redactUrl } from './model-url.ts';
import { openResponse, type OpenedResponse } from './open-response.ts';
import type { PartialFile, PartialOrigin } from './partial-file.ts';
import { receiveFile } from './receive-file.ts';
import {
  conditionalHeaders,
  readContentRange,
  readLength,
  readValidators,
  strongValidator,
  type Validators,
} from './response-facts.ts';
import { Watchdog } from './watchdog.ts';

export interface TransferOptions {
  readonly network: Network;
  readonly signal: AbortSignal;
  readonly limits: DownloadLimits;
  readonly onProgress: ((receivedBytes: number, totalBytes: number | null) => void) | undefined;
  readonly known: Validators | undefined;
  readonly disk: DiskSpace;
}

const MAX_HEADER_BYTES = 32 * 2 ** 10;

/** @returns what the file is that has now arrived whole @throws what stopped it; what has arrived stays in the partial file */
export async function transferOnce(
  url: string,
  file: PartialFile,
  options: TransferOptions,
): Promise<PartialOrigin | 'unchanged'> {
  const { network, limits, known, disk, onProgress } = options;
  const watchdog = new Watchdog(options.signal);
  const agent = new Agent({
    connect: createGuardedConnector(network, watchdog.signal),
    connections: 1,
    maxHeaderSize: MAX_HEADER_BYTES,
    // The watchdog's are ours.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  try {
    const headers = requestHeaders(file, known);
    const response = await openResponse(url, { agent, headers, watchdog, limits });
    if (response.status === 304 && known !== undefined) return 'unchanged';
    const origin = await place(url, file, response);
    const { totalBytes } = origin;
    await receiveFile(response.body, file, { totalBytes, disk, watchdog, limits, onProgress });
    return origin;
  } catch (error) {
    // It knows better than the connection that it cut.
    watchdog.signal.throwIfAborted();
    throw error;
  } finally {
    watchdog.end();
    await agent.destroy();
  }
}

function requestHeaders(file: PartialFile, known: Validators | undefined): Record<string, string> {
  const resume = file.origin?.resume ?? null;
  if (file.bytes > 0 && resume !== null) return { range: `bytes=${file.bytes}-`, 'if-range': resume };
  return known === undefined ? {} : conditionalHeaders(known);
}

/** Makes the partial file ready for the body. @returns what the whole will be */
async function place(url: string, file: PartialFile, response: OpenedResponse): Promise<PartialOrigin> {
  if (response.status === 200) {
    const origin = describeOrigin(url, response);
    await file.restart(origin);
    return origin;
  }
  const wasAsked = file.bytes > 0 && file.origin !== null;
  if (!wasAsked || response.status === 304) throw new StatusError(response.status);
  const origin = continueOrigin(file, file.origin, response);
  if (origin !== undefined) return origin;
  await file.restart(null);
  throw new TransferError('the file has changed on the server since a part of it arrived', {
    retryable: true,
  });
}

function describeOrigin(url: string, { headers, url: answeredUrl }: OpenedResponse): PartialOrigin {
  const totalBytes = readLength(headers);
  const named = nameModel(url, headers['content-disposition'] ?? null, answeredUrl);
  if (named === undefined) {
    throw new DumontError(
      'MODEL_UNSUPPORTED',
      `Cannot tell the format of ${redactUrl(url)}: neither it nor the server's file name ends in ${SENT_ENDINGS.join(' or ')}.`,
    );
  }
  if (totalBytes === 0) throw new TransferError('the file is empty');
  return { resume: strongValidator(headers), validators: readValidators(headers), totalBytes, named };
}

/** @returns `undefined` where the answer does not go on where the partial file ends */
function continueOrigin(
  file: PartialFile,
  origin: PartialOrigin,
  { status, headers }: OpenedResponse,
): PartialOrigin | undefined {
  const range = status === 206 ? readContentRange(headers) : undefined;
  if (range?.start !== file.bytes) return undefined;
  const totalBytes = range.totalBytes ?? origin.totalBytes;
  const { etag } = readValidators(headers);
  const isOther = etag !== null && etag !== origin.validators.etag;
  if (isOther || (origin.totalBytes !== null && totalBytes !== origin.totalBytes)) return undefined;
  readLength(headers);
  return { ...origin, totalBytes };
}
