/** Which addresses a download may connect to. Pure: see `guarded-connector.ts` for where it is asked. */
import { isIPv6 } from 'node:net';
import { AddressRanges, classifyAddress, withoutZone } from './address-ranges.ts';

/** Public addresses are always allowed; these are what else is. */
export interface AddressPolicy {
  /** `host` or `host:port`, as in an address: they may be at private addresses. */
  readonly allowHosts: readonly string[];
  /** Ranges such as `10.1.0.0/16` or `fd12::/16`: whatever name leads there. */
  readonly allowCidrs: readonly string[];
  /** Loopback and private ranges as a whole. Never link-local, metadata, multicast or reserved ones. */
  readonly allowPrivate: boolean;
}

export const PUBLIC_ONLY: AddressPolicy = { allowHosts: [], allowCidrs: [], allowPrivate: false };

export interface Destination {
  /** As a URL has it: lower case, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

/** @returns whether a connection to this address is allowed, on behalf of this destination */
export type AddressCheck = (destination: Destination, address: string) => boolean;

/** @throws where an entry of the policy is no host or no range */
export function createAddressCheck(policy: AddressPolicy): AddressCheck {
  const ranges = new AddressRanges(policy.allowCidrs);
  const hosts = policy.allowHosts.map((text) => {
    const host = parseHost(text);
    if (host === undefined) throw new Error(`no host: ${text}`);
    return host;
  });
  return (destination, address) => {
    const bare = withoutZone(address);
    const kind = classifyAddress(bare);
    if (kind === 'public' || ranges.has(bare)) return true;
    if (kind === 'private' && policy.allowPrivate) return true;
    const named = hosts.some((host) => matches(host, destination));
    // A name does not say where it leads; an address does.
    return named && (kind === 'private' || sameHost(destination.host, bare));
  };
}

export interface AllowedHost {
  readonly host: string;
  /** `null`: any. */
  readonly port: number | null;
}

/** @param text such as `models.lan`, `models.lan:8080`, `fd12::1` or `[fd12::1]:8080` */
export function parseHost(text: string): AllowedHost | undefined {
  // A zone is no part of a URL's host.
  if (isIPv6(text)) return text.includes('%') ? undefined : { host: canonical(text), port: null };
  if (!/^(\[[0-9a-f:.]+\]|[^\s:/?#@[\]\\]+)(:\d{1,5})?$/i.test(text)) return undefined;
  const url = URL.parse(`http://${text}/`);
  if (url === null) return undefined;
  const port = /:(\d+)$/.exec(text.replace(/^\[.*\]/, ''))?.[1];
  return { host: bareHost(url.hostname), port: port === undefined ? null : Number(port) };
}

/** @returns for a policy: a URL's host on its port, and on that of https, where its server may want to go on */
export function hostsOf(url: string): string[] {
  const { hostname, port, protocol } = new URL(url);
  return [`${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`, `${hostname}:443`];
}

/** @returns a URL's host as names are compared: without the brackets of IPv6 and the dot that ends a full name */
export function bareHost(hostname: string): string {
  return hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

function matches(allowed: AllowedHost, { host, port }: Destination): boolean {
  return sameHost(allowed.host, host) && (allowed.port === null || allowed.port === port);
}

function sameHost(a: string, b: string): boolean {
  return canonical(a) === canonical(b);
}

function canonical(host: string): string {
  return bareHost(isIPv6(host) ? new URL(`http://[${host}]`).hostname : host);
}
