/** Ranges of IP addresses, and what kind of address one is. */
import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * - `private`: this machine and its networks, where a host that somebody trusts may well be.
 * - `special`: metadata services, link-local, multicast, translated and reserved ones.
 */
export type AddressClass = 'public' | 'private' | 'special';

/** Of IPv4 and IPv6 apart: Node takes `8.8.8.8` for a part of `::/3`. */
export class AddressRanges {
  readonly #v4 = new BlockList();
  readonly #v6 = new BlockList();

  /** @throws where one is no range: see `parseRange` */
  constructor(ranges: readonly string[]) {
    for (const text of ranges) {
      const range = parseRange(text);
      if (range === undefined) throw new Error(`no range of addresses: ${text}`);
      if (range.family === 'ipv4') this.#v4.addSubnet(range.network, range.prefix, 'ipv4');
      else this.#v6.addSubnet(range.network, range.prefix, 'ipv6');
    }
  }

  /** @param address without a zone; IPv4 within IPv6 (`::ffff:10.0.0.1`) belongs to IPv6 only */
  has(address: string): boolean {
    if (isIPv4(address)) return this.#v4.check(address, 'ipv4');
    return isIPv6(address) && this.#v6.check(address, 'ipv6');
  }
}

interface Range {
  readonly network: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** @param text such as `10.0.0.0/8` or `fd00::/8`; an address alone is a range of one */
export function parseRange(text: string): Range | undefined {
  const match = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i.exec(text);
  const network = match?.[1] ?? '';
  const family = isIPv4(network) ? 'ipv4' : isIPv6(network) ? 'ipv6' : undefined;
  if (family === undefined) return undefined;
  const bits = family === 'ipv4' ? 32 : 128;
  const prefix = match?.[2] === undefined ? bits : Number(match[2]);
  return prefix > bits ? undefined : { network, prefix, family };
}

/** The metadata services of Alibaba, Azure, Amazon and Google that are not link-local. */
const metadata = new AddressRanges(['100.100.100.200', '168.63.129.16', 'fd00:ec2::/32', 'fd20:ce::/32']);

const privateRanges = new AddressRanges([
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  // Meant for benchmarks; some VPNs give it to every name.
  '198.18.0.0/15',
  '::1',
  'fc00::/7',
]);

/** From IANA's registries of special-purpose addresses. */
const specialRanges = new AddressRanges([
  '0.0.0.0/8',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  // All but 2000::/3, the only part given to hosts: IPv4-mapped and -compatible, NAT64, link-local, multicast …
  '::/3',
  '4000::/2',
  '8000::/1',
  // Protocols' own (Teredo, ORCHID, benchmarks), documentation, 6to4.
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
]);

export function classifyAddress(address: string): AddressClass {
  const bare = withoutZone(address);
  if (metadata.has(bare)) return 'special';
  if (privateRanges.has(bare)) return 'private';
  const known = isIPv4(bare) || isIPv6(bare);
  return !known || specialRanges.has(bare) ? 'special' : 'public';
}

/** @param address possibly with the interface that it is reached by, as in `fe80::1%eth0` */
export function withoutZone(address: string): string {
  return address.split('%', 1)[0] ?? '';
}
