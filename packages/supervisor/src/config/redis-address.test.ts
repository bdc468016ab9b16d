import t from 'tap';
import { readCa, redisAddress } from './redis-address.ts';

const nothing = { host: null, redisUrl: null, redisHost: null, redisPort: 6379 };

await t.test('Redis is looked for beside a remote orchestrator', async (t) => {
  t.equal(redisAddress(nothing, null).host, 'localhost');
  t.equal(redisAddress({ ...nothing, host: 'http://localhost:5000' }, null).host, 'localhost');
  t.equal(redisAddress({ ...nothing, host: 'http://192.168.1.100:5000' }, null).host, '192.168.1.100');
  t.equal(redisAddress({ ...nothing, host: 'http://[2001:db8::1]:5000' }, null).host, '2001:db8::1');
  t.equal(redisAddress({ ...nothing, host: 'http://a:5000', redisHost: 'b' }, null).host, 'b');
});

await t.test('a URL says all of it', async (t) => {
  const redisUrl = { host: 'c', port: 1, username: 'u', password: 'p', database: 3, tls: true };
  t.same(redisAddress({ ...nothing, redisHost: 'b', redisUrl }, 'PEM'), { ...redisUrl, ca: 'PEM' });
});

await t.test('an authority’s file is one', async (t) => {
  t.equal(await readCa(null), null);
  await t.rejects(readCa('/no/such.pem'), { code: 'USAGE', message: /cannot read/ });
  const folder = t.testdir({ 'not.pem': 'x' });
  await t.rejects(readCa(`${folder}/not.pem`), { code: 'USAGE', message: /no certificate/ });
});
