import t from 'tap';
import { readOptions as readGpu, USAGE as GPU } from './gpu/options.ts';
import { readOptions as readMac, USAGE as MAC } from './mac/options.ts';
import { asksForHelp } from './parse-flags.ts';

await t.test('a flag that there is not leads to those that there are', async (t) => {
  const wrong = { code: 'USAGE', message: /--nonsense.*--help lists the flags/ };
  t.throws(() => readGpu(['--nonsense']), wrong);
  t.throws(() => readMac(['--nonsense'], 'darwin'), wrong);
  t.ok(asksForHelp(['--unit', 'cuda', '--help']));
  t.ok(asksForHelp(['-h']));
  t.notOk(asksForHelp(['--unit', 'cuda']));
});

await t.test('the flags that are listed are those that are taken', async (t) => {
  const flagsIn = (usage: string): string[] =>
    [...usage.matchAll(/^ {2}--([a-z-]+)/gm)].flatMap(([, name]) => name ?? []);
  const unfinished = { message: /argument missing/ };
  t.strictSame(flagsIn(GPU), ['unit', 'provider-from', 'size', 'output', 'pack']);
  for (const flag of flagsIn(GPU)) t.throws(() => readGpu([`--${flag}`]), unfinished, flag);
  t.strictSame(flagsIn(MAC), ['unit', 'engine', 'output']);
  for (const flag of flagsIn(MAC)) t.throws(() => readMac([`--${flag}`], 'darwin'), unfinished, flag);
});
