import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import t, { type Test } from 'tap';
import { variableOf } from '@dumont/protocol/settings';
import { readConfig } from './read-config.ts';
import { SETTINGS, type SettingName } from './settings.ts';

/** A value of each setting that is not its default. */
const VALUES: Readonly<Record<Exclude<SettingName, 'dataDir' | 'config'>, string>> = {
  host: 'http://10.0.0.1:5000',
  redisHost: 'redis.example.org',
  redisPort: '6380',
  redisUrl: 'redis://a:6379/1',
  ca: '/etc/ca.pem',
  token: 'secret',
  deviceName: 'lab-7',
  engine: 'some-engine',
  concurrency: '2',
  loads: '3',
  jobTimeout: '10m',
  memoryLimit: '2GB',
  sandbox: 'strict',
  scratchSize: '1GB',
  drainTimeout: '1m',
  wake: 'poll',
  cacheSize: '5GB',
  maxModelSize: '1GB',
  minFreeDisk: '2GB',
  modelRoot: '/models',
  allowHost: 'models.example.org',
  allowCidr: '10.0.0.0/8',
  requireChecksum: 'true',
  metricsPort: '9464',
  logLevel: 'debug',
};

const NAMES = Object.keys(SETTINGS) as SettingName[];

async function folderWith(t: Test, settings: object): Promise<string> {
  const folder = t.testdir({});
  await writeFile(path.join(folder, 'config.json'), JSON.stringify(settings));
  return folder;
}

await t.test('every setting can be made by flag, by variable and in the file, alike', async (t) => {
  for (const name of NAMES) {
    if (name === 'dataDir' || name === 'config') continue;
    const folder = await folderWith(t, { [name]: VALUES[name] });
    const where: [SettingName, string[]] = ['dataDir', [folder]];
    const inFile = await readConfig(new Map([where]), {});
    const empty = t.testdir({});
    const elsewhere: [SettingName, string[]] = ['dataDir', [empty]];
    const byVariable = await readConfig(new Map([elsewhere]), { [variableOf(name)]: VALUES[name] });
    const byFlag = await readConfig(new Map([elsewhere, [name, [VALUES[name]]]]), {});
    const usual = await readConfig(new Map([elsewhere]), {});
    t.same(inFile.config[name], byFlag.config[name], name);
    t.same(byVariable.config[name], byFlag.config[name], name);
    t.notSame(byFlag.config[name], usual.config[name], `${name} differs from its default`);
    t.same(
      [inFile, byVariable, byFlag, usual].map(({ given }) => given.get(name)?.source),
      ['file', 'variable', 'flag', undefined],
    );
  }
});

await t.test('the flag comes first, then the variable, then the file', async (t) => {
  const folder = await folderWith(t, { redisPort: 1, loads: 2, concurrency: 3 });
  const { config } = await readConfig(
    new Map([
      ['dataDir', [folder]],
      ['redisPort', ['11']],
    ]),
    {
      DUMONT_REDIS_PORT: '12',
      DUMONT_LOADS: '13',
    },
  );
  t.equal(config.redisPort, 11);
  t.equal(config.loads, 13);
  t.equal(config.concurrency, 3);
  t.ok(Object.isFrozen(config));
});

await t.test('what is wrong is named, all of it, with its place', async (t) => {
  const folder = await folderWith(t, { loads: 'many' });
  await t.rejects(
    readConfig(
      new Map([
        ['dataDir', [folder]],
        ['redisPort', ['x']],
      ]),
      { DUMONT_WAKE: 'up' },
    ),
    {
      code: 'USAGE',
      message:
        /--redis-port must be .*"x"[\s\S]*"loads" in .*config\.json must be|"loads" in[\s\S]*--redis-port/,
    },
  );
});

await t.test('a setting that there is not is an error', async (t) => {
  const folder = await folderWith(t, { redishost: 'a' });
  await t.rejects(readConfig(new Map([['dataDir', [folder]]]), {}), {
    code: 'USAGE',
    message: /"redishost"/,
  });
  const moved = await folderWith(t, { dataDir: '/elsewhere' });
  await t.rejects(readConfig(new Map([['dataDir', [moved]]]), {}), { message: /"dataDir"/ });
});

await t.test('a secret is not repeated in an error', async (t) => {
  const wrong = readConfig(new Map([['dataDir', [t.testdir({})]]]), { DUMONT_REDIS_URL: 'mysecretpassword' });
  const error: unknown = await wrong.catch((thrown: unknown) => thrown);
  t.match(error, { message: /DUMONT_REDIS_URL must be a redis/ });
  t.notMatch(String(error), /mysecretpassword/);
});

await t.test('a token is what a header takes, and no error repeats it', async (t) => {
  const given = (token: string) =>
    readConfig(new Map([['dataDir', [t.testdir({})]]]), { DUMONT_TOKEN: token });
  for (const token of [' abc.DEF-123_~+/== ', 'sk:{"a"}\n'])
    t.equal((await given(token)).config.token, token.trim());
  for (const token of [
    'canary\r\nX-Evil: 1',
    'canary\nb',
    'canary b',
    'canary-ü',
    'canary-日',
    'canary\u007f',
  ]) {
    const error: unknown = await given(token).catch((thrown: unknown) => thrown);
    t.match(error, { code: 'USAGE', message: /^DUMONT_TOKEN must be letters/ });
    t.notMatch(String(error), /canary/);
  }
});

await t.test('nor does one of a file or an address', async (t) => {
  const texts = [
    '{"token": "canary" "host": 1}',
    '{"token": canary}',
    '{"token": "canary',
    '{"token": "canary\n"}',
  ];
  for (const text of texts) {
    const error: unknown = await readConfig(
      new Map([['dataDir', [t.testdir({ 'config.json': text })]]]),
      {},
    ).catch((thrown: unknown) => thrown);
    t.match(error, { code: 'USAGE', message: /is no JSON/ });
    t.notMatch(String(error), /canary/);
  }
  const host = readConfig(new Map([['dataDir', [t.testdir({})]]]), {
    DUMONT_HOST: 'http://me:canary@sark.lan',
  });
  await t.rejects(host, { message: /not "http:\/\/\[hidden\]@sark.lan"/ });
});

await t.test('files that are named must be there and be JSON', async (t) => {
  const missing = readConfig(new Map([['config', ['/no/such/file.json']]]), {});
  await t.rejects(missing, { code: 'USAGE', message: /no configuration file/ });
  const folder = t.testdir({ 'config.json': '{', 'list.json': '[]' });
  await t.rejects(readConfig(new Map([['dataDir', [folder]]]), {}), { message: /is no JSON/ });
  const list = readConfig(new Map([['config', [path.join(folder, 'list.json')]]]), {});
  await t.rejects(list, { message: /must be a JSON object/ });
});

await t.test('repeatable settings are lists everywhere', async (t) => {
  const folder = await folderWith(t, { allowHost: ['a', 'b'] });
  t.same((await readConfig(new Map([['dataDir', [folder]]]), {})).config.allowHost, ['a', 'b']);
  const { config } = await readConfig(new Map([['dataDir', [folder]]]), { DUMONT_ALLOW_HOST: 'c;d' });
  t.same(config.allowHost, ['c', 'd']);
  // As it was before there was one separator.
  const old = { DUMONT_ALLOW_HOST: 'c, d', DUMONT_ALLOW_CIDR: '10.0.0.0/8,fd00::/8' };
  t.match((await readConfig(new Map([['dataDir', [folder]]]), old)).config, {
    allowHost: ['c', 'd'],
    allowCidr: ['10.0.0.0/8', 'fd00::/8'],
  });
});
