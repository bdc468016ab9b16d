import fc from 'fast-check';
import t from 'tap';
import { createAddressCheck, hostsOf, parseHost, PUBLIC_ONLY, type AddressPolicy } from './address-policy.ts';
import { classifyAddress, parseRange } from './address-ranges.ts';

const allows = (address: string, changes: Partial<AddressPolicy> = {}, host = 'host', port = 80) =>
  createAddressCheck({ ...PUBLIC_ONLY, ...changes })({ host, port }, address);

await t.test('public addresses are allowed, and nothing else', async (t) => {
  for (const address of ['1.1.1.1', '9.255.255.255', '172.32.0.1', '223.255.255.255', '2606:4700::1111']) {
    t.ok(allows(address), address);
  }
  for (const address of [
    ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1'],
    ...[
      '172.31.255.255',
      '192.0.0.192',
      '192.0.2.1',
      '192.88.99.1',
      '192.168.1.1',
      '198.18.0.1',
      '198.51.100.1',
    ],
    ...['203.0.113.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
    // Metadata services outside of the link-local range.
    ...['100.100.100.200', '168.63.129.16', 'fd00:ec2::254', 'fd20:ce::254'],
    ...['::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::127.0.0.1', '64:ff9b::7f00:1', '64:ff9b:1::1'],
    ...['100::1', '2001::1', '2001:20::1', '2001:db8::1', '2002:7f00:1::', '3fff::1', '5f00::1', 'fc00::1'],
    ...['fd12::1', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1'],
    ...['', 'localhost', '0x7f.1', '127.1', '2130706433', '::1%', '1.1.1.1.'],
  ]) {
    t.notOk(allows(address), address);
  }
});

await t.test('every IPv4 address within IPv6 is refused', async (t) => {
  const octet = fc.nat({ max: 255 });
  fc.assert(
    fc.property(fc.tuple(octet, octet, octet, octet), (octets) => {
      const v4 = octets.join('.');
      return ['::ffff:', '::', '64:ff9b::', '::ffff:0:'].every((prefix) => !allows(`${prefix}${v4}`));
    }),
  );
  t.pass();
});

await t.test('a host that is allowed may be at a private address, on its port', async (t) => {
  const policy = { allowHosts: ['models.lan:8080', 'NAS.', '[fd12::1]'] };
  t.ok(allows('10.0.0.1', policy, 'models.lan', 8080));
  t.notOk(allows('10.0.0.1', policy, 'models.lan', 6379));
  t.ok(allows('127.0.0.1', policy, 'nas', 1234));
  t.ok(allows('fd12::1', policy, 'fd12::1', 80));
  t.notOk(allows('10.0.0.1', policy, 'other.lan', 8080));
  t.notOk(allows('10.0.0.1', policy, 'nas.example', 80));
});

await t.test('a name that is allowed leads to no metadata service; its very address does', async (t) => {
  t.notOk(allows('169.254.169.254', { allowHosts: ['nas'] }, 'nas'));
  t.notOk(allows('169.254.169.254', { allowPrivate: true }));
  t.notOk(allows('fd00:ec2::254', { allowPrivate: true }));
  t.notOk(allows('::ffff:10.0.0.1', { allowPrivate: true }));
  t.ok(allows('169.254.169.254', { allowHosts: ['169.254.169.254'] }, '169.254.169.254'));
});

await t.test('a range lets in whatever leads there', async (t) => {
  t.ok(allows('10.1.2.3', { allowCidrs: ['10.1.0.0/16'] }));
  t.notOk(allows('10.2.0.1', { allowCidrs: ['10.1.0.0/16'] }));
  t.ok(allows('64:ff9b::808:808', { allowCidrs: ['64:ff9b::/96'] }));
  t.ok(allows('fe80::1%eth0', { allowCidrs: ['fe80::/10'] }));
  t.notOk(allows('::ffff:127.0.0.1', { allowCidrs: ['127.0.0.0/8'] }), 'only as it is written');
  t.ok(allows('127.0.0.1', { allowPrivate: true }));
});

await t.test('the host of an address is allowed on its own port and on that of https', async (t) => {
  t.strictSame(hostsOf('http://nas/m.onnx'), ['nas:80', 'nas:443']);
  t.strictSame(hostsOf('http://[::1]:8080/'), ['[::1]:8080', '[::1]:443']);
  const policy = { allowHosts: hostsOf('https://nas/m.onnx') };
  t.ok(allows('10.0.0.1', policy, 'nas', 443));
  t.notOk(allows('10.0.0.1', policy, 'nas', 80));
});

await t.test('ranges and hosts are parsed, or refused', async (t) => {
  t.strictSame(parseRange('10.0.0.0/8'), { network: '10.0.0.0', prefix: 8, family: 'ipv4' });
  t.strictSame(parseRange('fd00::/8'), { network: 'fd00::', prefix: 8, family: 'ipv6' });
  t.strictSame(parseRange('10.1.2.3'), { network: '10.1.2.3', prefix: 32, family: 'ipv4' });
  for (const text of ['', '10.0.0.0/33', '10.0.0/8', 'fd00::/129', '10.0.0.0/-1', 'host', '10.0.0.0/8/8']) {
    t.equal(parseRange(text), undefined, text);
  }
  t.strictSame(parseHost('Models.LAN.:8080'), { host: 'models.lan', port: 8080 });
  t.strictSame(parseHost('[FD12:0::1]'), { host: 'fd12::1', port: null });
  t.strictSame(parseHost('fd12:0::1'), { host: 'fd12::1', port: null });
  t.strictSame(parseHost('127.1'), { host: '127.0.0.1', port: null });
  for (const text of [
    '',
    'http://host',
    'host/path',
    'user@host',
    'host:99999',
    'fd12::1%eth0',
    'a b',
    'host:',
  ]) {
    t.equal(parseHost(text), undefined, text);
  }
  t.throws(() => createAddressCheck({ ...PUBLIC_ONLY, allowCidrs: ['everything'] }), /no range/);
  t.throws(() => createAddressCheck({ ...PUBLIC_ONLY, allowHosts: ['http://x'] }), /no host/);
  t.equal(classifyAddress('10.0.0.1'), 'private');
});
