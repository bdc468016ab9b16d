/** Where a redirect may lead. Pure: what its address comes to is checked when it is connected to. */
import { TransferError } from './download-error.ts';

/**
 * @param location of the header, if there was one
 * @returns the next address, without user and password
 * @throws TransferError
 */
export function nextHop(from: URL, location: string | string[] | undefined): URL {
  const to = typeof location === 'string' ? URL.parse(location, from.href) : null;
  if (to === null) throw new TransferError('the server redirects to no address');
  if (to.protocol !== 'http:' && to.protocol !== 'https:') {
    throw new TransferError(`the server redirects to ${to.protocol}, which is not http(s)`);
  }
  if (from.protocol === 'https:' && to.protocol === 'http:') {
    throw new TransferError('the server redirects from https to http, where anybody could change the file');
  }
  to.username = '';
  to.password = '';
  to.hash = '';
  return to;
}
