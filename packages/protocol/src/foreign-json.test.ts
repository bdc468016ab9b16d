import t from 'tap';
import { isWithinBounds, parseForeignJson } from './foreign-json.ts';

const bounds = { depth: 3, values: 6 };

await t.test('depth and number of values are bounded, at the bound', async (t) => {
  t.ok(isWithinBounds('[[[]]]', bounds));
  t.notOk(isWithinBounds('[[[[]]]]', bounds));
  t.notOk(isWithinBounds('{"a":{"b":[{}]}}', bounds));
  t.ok(isWithinBounds('[1,2,3,4,5]', { ...bounds, values: 6 }));
  t.notOk(isWithinBounds('[1,2,3,4,5,6]', { ...bounds, values: 6 }));
  t.notOk(isWithinBounds('[{},{},[]]', { ...bounds, values: 6 }), 'empty ones count as well');
  t.ok(isWithinBounds('[[],[]]', bounds), 'what is closed is not deep');
});

await t.test('what stands in a string is text', async (t) => {
  t.ok(isWithinBounds('"[[[[[{{{{,,,,,,,,"', bounds));
  t.ok(isWithinBounds(String.raw`"\"[[[[,,,,,,\\"`, bounds));
  t.notOk(isWithinBounds(String.raw`["\\",[[[[1]]]]]`, bounds), 'which ends where it ends');
  t.ok(isWithinBounds('"[[[[[', bounds), 'a parser refuses it');
});

await t.test('what is too much is taken for no JSON', async (t) => {
  t.same(parseForeignJson('{"a":[1]}', bounds), { a: [1] });
  t.equal(parseForeignJson('{"a":', bounds), undefined);
  t.equal(parseForeignJson('[[[[]]]]', bounds), undefined);
});
