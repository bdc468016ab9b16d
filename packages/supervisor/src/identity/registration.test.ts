import t from 'tap';
import { ownAddress } from './registration.ts';

const at = (address: string, internal: boolean, family: 'IPv4' | 'IPv6') =>
  ({ address, internal, family, netmask: '', mac: '', cidr: null, scopeid: 0 }) as const;

await t.test('the address is one that others can use, IPv4 first', async (t) => {
  const loopback = at('127.0.0.1', true, 'IPv4');
  t.equal(
    ownAddress({ lo: [loopback], eth0: [at('fe80::1', false, 'IPv6'), at('192.168.1.7', false, 'IPv4')] }),
    '192.168.1.7',
  );
  t.equal(ownAddress({ lo: [loopback], eth0: [at('2001:db8::7', false, 'IPv6')] }), '2001:db8::7');
  t.equal(ownAddress({ lo: [loopback] }), '127.0.0.1');
});
