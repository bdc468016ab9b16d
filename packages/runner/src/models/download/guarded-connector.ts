/** Connections to allowed addresses only: a name is resolved once, and what was checked is what is connected to. */
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { rootCertificates } from 'node:tls';
import { buildConnector } from 'undici';
import { bareHost, createAddressCheck, type AddressPolicy, type Destination } from './address-policy.ts';
import { TransferError } from './download-error.ts';

export interface Network {
  readonly policy: AddressPolicy;
  /** A certificate authority (PEM) to trust beside the public ones. */
  readonly ca?: string;
  /** How names become addresses; left out, as the operating system does it. */
  readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>;
  /** What makes the connection to the checked addresses; left out, undici's own. */
  readonly connect?: typeof buildConnector;
}

/**
 * @param signal ends every connection that was made
 * @returns a connector for undici, which fails with a `TransferError` where the policy allows none of the addresses
 */
export function createGuardedConnector(network: Network, signal: AbortSignal): buildConnector.connector {
  const isAllowed = createAddressCheck(network.policy);
  const { resolve = resolveName, connect = buildConnector } = network;
  const trust = network.ca === undefined ? {} : { ca: [...rootCertificates, network.ca] };

  async function findAddresses(destination: Destination): Promise<readonly LookupAddress[]> {
    const { host } = destination;
    const family = isIP(host);
    const found = family === 0 ? await resolve(host) : [{ address: host, family }];
    const allowed = found.filter(({ address }) => isAllowed(destination, address));
    if (allowed.length === 0) throw refuse(host, found);
    return allowed;
  }

  return (options, callback) => {
    const port = Number(options.port || (options.protocol === 'https:' ? 443 : 80));
    findAddresses({ host: bareHost(options.hostname), port }).then(
      (addresses) => {
        // A client whose connection was cut connects once more for what it has not sent; Node would leave that one open.
        if (signal.aborted) {
          callback(new Error('the transfer is over'), null);
          return;
        }
        const checked = answerWith(addresses);
        // The signal's time-outs rule, so undici's own is off.
        connect({ ...trust, allowH2: false, timeout: 0, lookup: checked, signal })(options, callback);
      },
      (error: unknown) => {
        callback(error instanceof Error ? error : new Error(String(error)), null);
      },
    );
  };
}

/** Every address of a name, so that an allowed one can be tried where another is refused. */
async function resolveName(host: string): Promise<readonly LookupAddress[]> {
  return lookup(host, { all: true, order: 'verbatim' });
}

function answerWith(addresses: readonly LookupAddress[]): LookupFunction {
  return (_hostname, options, callback) => {
    const [first] = addresses;
    if (options.all === true) callback(null, [...addresses]);
    else if (first !== undefined) callback(null, first.address, first.family);
  };
}

function refuse(host: string, found: readonly LookupAddress[]): TransferError {
  const addresses = found.map(({ address }) => address).filter((address) => address !== host);
  const where = addresses.length === 0 ? host : `${host} (${addresses.slice(0, 3).join(', ')})`;
  return new TransferError(
    `${where} is at no public address, and neither --allow-host nor --allow-cidr admits it`,
  );
}
