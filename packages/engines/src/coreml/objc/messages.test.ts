/** The table of messages against facts that others took from Apple's headers (testing/apple-facts.json). */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { z } from 'zod';
import { arrayTypeNumber, arrayTypeOf } from '../model/feature.ts';
import { prototypeOf } from './encoding.ts';
import { MESSAGES, type Selector } from './messages.ts';

const factsSchema = z.object({
  enums: z.record(z.string(), z.number()),
  selectors: z.record(
    z.string(),
    z.object({
      result: z.string().optional(),
      /** By their number: the receiver is 0, the selector 1. */
      arguments: z.record(
        z.string(),
        z.object({ block: z.string().optional(), out: z.boolean().optional(), type: z.string().optional() }),
      ),
    }),
  ),
});

const file = path.join(import.meta.dirname, '..', 'testing', 'apple-facts.json');
const { selectors, enums } = factsSchema.parse(JSON.parse(await readFile(file, 'utf8')));

/** Each type of an encoding, the result's first. */
const typesOf = (encoding: string): string[] => encoding.match(/@\?|\^[@v]|\{[^}]*\}|./g) ?? [];

await t.test('each message has a prototype of its own: one of any arguments is none', async (t) => {
  for (const [selector, encoding] of Object.entries(MESSAGES)) {
    const { result, args } = prototypeOf(encoding);
    t.notOk(
      [result, ...args].some((type) => type.includes('...')),
      `${selector} is called with what it takes`,
    );
    const colons = selector.split(':').length - 1;
    t.equal(args.length, 2 + colons, `${selector} takes ${colons}`);
  }
  for (const encoding of ['@@:...', '', 'v@', '@:@', '@@:x'])
    t.throws(() => prototypeOf(encoding), RangeError);
});

await t.test('places of errors, blocks and truth values are where Apple has them', async (t) => {
  t.ok(Object.keys(selectors).length >= 9);
  for (const [selector, fact] of Object.entries(selectors)) {
    const [result, ...args] = typesOf(MESSAGES[selector as Selector]);
    if (fact.result === 'Z') t.equal(result, 'B', selector);
    for (const [index, { block, out, type }] of Object.entries(fact.arguments)) {
      const actual = args[Number(index)];
      if (block !== undefined) t.equal(actual, '@?', `${selector} takes a block`);
      else if (out === true) t.equal(actual, '^@', `${selector} gives an error`);
      else if (type === 'Z') t.equal(actual, 'B', `${selector} takes a truth value`);
    }
  }
});

await t.test('whatever gives an error or calls back is in the facts', async (t) => {
  const known = new Set(Object.keys(selectors));
  const unknown = Object.entries(MESSAGES)
    .filter(([, encoding]) => encoding.includes('^@') || encoding.includes('@?'))
    .map(([selector]) => selector)
    .filter((selector) => !known.has(selector));
  // Foundation's own: C arrays of objects.
  t.strictSame(unknown, ['arrayWithObjects:count:', 'dictionaryWithObjects:forKeys:count:']);
});

await t.test('types of elements have the numbers that Apple gives them', (t) => {
  const numbers = Object.entries(enums).filter(([name]) => name.startsWith('MLMultiArrayDataType'));
  t.ok(numbers.length >= 5);
  for (const [name, number] of numbers) {
    const dtype = arrayTypeOf(number);
    t.ok(dtype !== null && arrayTypeNumber(dtype) === number, name);
  }
  t.end();
});
