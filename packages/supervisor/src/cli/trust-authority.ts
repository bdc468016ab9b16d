/** Makes this process trust another authority beside the usual ones, for whatever it connects to by TLS. */
import tls from 'node:tls';
import { DumontError } from '@dumont/protocol';

/** @param ca PEM text @throws DumontError USAGE where this Node cannot do that while it runs */
export function trustAuthority(ca: string | null): void {
  if (ca === null) return;
  // Node 22.19 and 24.5 have it; the types of Node 22 do not know it yet.
  const { setDefaultCACertificates, getCACertificates } = tls as unknown as {
    setDefaultCACertificates?: (certificates: string[]) => void;
    getCACertificates?: (kind: 'default') => string[];
  };
  if (setDefaultCACertificates === undefined || getCACertificates === undefined) {
    throw new DumontError(
      'USAGE',
      `--ca needs Node 22.19, 24.5 or newer, and this is ${process.version}: set NODE_EXTRA_CA_CERTS to the file instead`,
    );
  }
  setDefaultCACertificates([...getCACertificates('default'), ca]);
}
