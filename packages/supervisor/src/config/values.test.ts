import t from 'tap';
import { parseHostName, parseHttpUrl, parseRedisUrl } from './values.ts';

await t.test('the orchestrator’s URL', async (t) => {
  t.equal(parseHttpUrl('http://192.168.1.100:5000'), 'http://192.168.1.100:5000');
  t.equal(parseHttpUrl('https://sark.example.org/base/'), 'https://sark.example.org/base');
  for (const text of ['192.168.1.100:5000', 'ftp://a', 'http://user@a', 'http://a?b', '']) {
    t.equal(parseHttpUrl(text), undefined, text);
  }
});

await t.test('Redis’s URL, with user, password and database', async (t) => {
  t.same(parseRedisUrl('rediss://worker:p%40ss@redis.example.org:6380/2'), {
    host: 'redis.example.org',
    port: 6380,
    username: 'worker',
    password: 'p@ss',
    database: 2,
    tls: true,
  });
  t.same(parseRedisUrl('redis://[::1]'), {
    host: '::1',
    port: 6379,
    username: null,
    password: null,
    database: 0,
    tls: false,
  });
  for (const text of ['http://a', 'redis://', 'redis://a/b', 'redis://%zz@a', 'a:6379']) {
    t.equal(parseRedisUrl(text), undefined, text);
  }
});

await t.test('hosts', async (t) => {
  for (const text of ['localhost', 'a.example.org', '10.0.0.1', '::1']) t.ok(parseHostName(text), text);
  for (const text of ['', 'a b', 'http://a', '-a', 'a/b']) t.equal(parseHostName(text), undefined, text);
});
