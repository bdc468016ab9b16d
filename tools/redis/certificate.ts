/** A certificate for TLS on loopback, signed by itself. */
import path from 'node:path';
import { execa } from 'execa';

/** Paths of PEM files. A client that is to trust the server takes `certFile` as its authority. */
export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
}

/** Writes both files into the folder by the `openssl` program. */
export async function makeCertificate(folder: string): Promise<Certificate> {
  const certFile = path.join(folder, 'cert.pem');
  const keyFile = path.join(folder, 'key.pem');
  await execa('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
    ...['-keyout', keyFile, '-out', certFile],
  ]);
  return { certFile, keyFile };
}
