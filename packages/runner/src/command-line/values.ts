/** Values of settings that are understood with Node's help. */
import { resolve } from 'node:path';
import { parsedText } from '@dumont/protocol/settings';
import { parseHost } from '../models/download/address-policy.ts';
import { parseRange } from '../models/download/address-ranges.ts';

/** Meant from where the command was called. */
export const path = parsedText('a path', (text) => (text === '' ? undefined : resolve(text)));
/** For an address policy. */
export const allowedHost = parsedText('a host, such as models.lan or models.lan:8080', (text) =>
  parseHost(text) === undefined ? undefined : text,
);
/** For an address policy. */
export const allowedRange = parsedText('a range of addresses, such as 10.1.0.0/16', (text) =>
  parseRange(text) === undefined ? undefined : text,
);
