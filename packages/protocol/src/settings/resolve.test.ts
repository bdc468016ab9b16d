import t from 'tap';
import { labelOf, fromFlags, fromVariables, resolveSettings } from './resolve.ts';
import { flagOf, splitAtSemicolons, splitAtSemicolonsOrCommas, variableOf } from './setting.ts';
import { count, filled, listOf, SWITCH } from './values.ts';

const TABLE = {
  port: { placeholder: 'n', help: '', value: count(1, 9), initial: '1' },
  name: { placeholder: 'text', help: '', value: filled, excludes: ['quick'] },
  hosts: { placeholder: 'host', help: '', value: listOf(filled), list: splitAtSemicolons },
  token: { placeholder: 'token', help: '', value: count(1, 9), secret: true },
  quick: { ...SWITCH, help: '', implies: ['quiet'] },
  quiet: { ...SWITCH, help: '' },
  once: { placeholder: 'x', help: '', value: filled, notIn: ['variable'] },
} as const;

const flag = (name: string, ...texts: string[]) => fromFlags(new Map([[name, texts]]));
const variables = (given: Record<string, string>) => fromVariables(TABLE, given);

await t.test('names follow from each other', async (t) => {
  t.equal(flagOf('redisPort'), '--redis-port');
  t.equal(variableOf('redisPort'), 'DUMONT_REDIS_PORT');
});

await t.test('without anything there are defaults, empty lists and nothing', async (t) => {
  t.same(resolveSettings(TABLE).values, {
    port: 1,
    name: null,
    hosts: [],
    token: null,
    quick: false,
    quiet: false,
    once: null,
  });
});

await t.test('the stronger place comes first; an empty variable is none', async (t) => {
  const { values, given } = resolveSettings(
    TABLE,
    flag('port', '2', '3'),
    variables({ DUMONT_PORT: '4', DUMONT_NAME: '', DUMONT_HOSTS: 'a;;b,c', DUMONT_ONCE: 'x' }),
    new Map([['name', { texts: ['in the file'], source: 'file', label: '"name"' }]]),
  );
  t.match(values, { port: 3, name: 'in the file', hosts: ['a', 'b,c'], once: null });
  t.equal(labelOf('hosts', given), 'DUMONT_HOSTS');
  t.equal(labelOf('port', given), '--port');
  t.ok(Object.isFrozen(values));
});

await t.test('all that is wrong is named, but no secret', async (t) => {
  const wrong = () => resolveSettings(TABLE, flag('token', 'canary'), variables({ DUMONT_PORT: 'x' }));
  t.throws(wrong, {
    code: 'USAGE',
    message:
      'DUMONT_PORT must be a whole number from 1 to 9, not "x"\n--token must be a whole number from 1 to 9',
  });
  const missing = { model: { ...TABLE.hosts, missing: 'is missing' } };
  t.throws(() => resolveSettings(missing), { message: '--model is missing' });
});

await t.test('what excludes another silences it from a weaker place', async (t) => {
  const quick = variables({ DUMONT_QUICK: '1' });
  t.match(resolveSettings(TABLE, flag('name', 'a'), quick).values, { name: 'a', quick: false, quiet: false });
  t.match(resolveSettings(TABLE, flag('quick', 'true'), variables({ DUMONT_NAME: 'a' })).values, {
    name: null,
    quick: true,
    quiet: true,
  });
  const off = variables({ DUMONT_NAME: 'a', DUMONT_QUICK: 'no' });
  t.match(resolveSettings(TABLE, off).values, { name: 'a', quick: false });
  t.throws(() => resolveSettings(TABLE, variables({ DUMONT_NAME: 'a', DUMONT_QUICK: '1' })), {
    message: 'DUMONT_NAME and DUMONT_QUICK exclude each other',
  });
});

await t.test('lists in variables', async (t) => {
  t.same(splitAtSemicolons('a, b;https://c;x=C:\\d;'), ['a, b', 'https://c', 'x=C:\\d']);
  t.same(splitAtSemicolonsOrCommas(' a, b;[fd12::1]:80;;'), ['a', 'b', '[fd12::1]:80']);
});
