import t from 'tap';
import { DumontError } from '@dumont/protocol';
import { catchError } from '../testing/catch-error.ts';
import { OrtApi } from './api.ts';
import { countLiveObjects } from './native-object.ts';
import { openRuntime } from './runtime.ts';
import { checkTable } from './self-check.ts';
import { SLOTS, type Slot, type SlotName } from './slots.ts';

const runtime = await openRuntime(null);
const { calls } = runtime;
/** As a caller sees them whom no compiler keeps from mistakes. */
const unchecked = calls as unknown as Record<SlotName, (...args: unknown[]) => unknown>;

await t.test('the table has every slot once, and none twice', async (t) => {
  const indexes = Object.values(SLOTS).map(({ index }: Slot) => index);
  t.equal(new Set(indexes).size, indexes.length);
});

await t.test('the library does what the table says', async (t) => {
  const before = countLiveObjects();
  checkTable(runtime);
  t.strictSame(countLiveObjects(), before);
});

await t.test('a status becomes an error with its code and text, and is released', async (t) => {
  const options = calls.CreateSessionOptions();
  const before = countLiveObjects();
  t.throws(() => calls.CreateSession(runtime.environment, '/nowhere/model.onnx', options), {
    name: 'OrtError',
    ortCode: 'NO_SUCHFILE',
    message: /doesn't exist/,
  });
  t.strictSame(countLiveObjects(), before);
  options[Symbol.dispose]();
});

await t.test('an argument of the wrong kind is refused before native code sees it', async (t) => {
  const options = calls.CreateSessionOptions();
  const wrong: [string, SlotName, unknown[]][] = [
    ['another object', 'SessionGetInputCount', [options]],
    ['an address', 'SessionGetInputCount', [1234n]],
    ['nothing', 'SessionGetInputCount', []],
    ['a fraction', 'SetIntraOpNumThreads', [options, 1.5]],
    ['a number beyond an int', 'SetIntraOpNumThreads', [options, 2 ** 31]],
    ['a text with NUL', 'AddSessionConfigEntry', [options, 'key\0', 'value']],
    ['a number for a text', 'AddSessionConfigEntry', [options, 1, 'value']],
  ];
  for (const [what, name, args] of wrong)
    t.throws(() => unchecked[name](...args), { code: 'INTERNAL' }, what);
  options[Symbol.dispose]();
  t.throws(() => unchecked.SetIntraOpNumThreads(options, 1), { message: /released before/ });
});

/** Anything a caller may get wrong. Nothing here is right for any argument but by its type. */
const WRONG: readonly unknown[] = [
  undefined,
  Number.NaN,
  -1.5,
  2 ** 60,
  '\0',
  1n,
  Symbol('x'),
  () => 0,
  { type: 'OrtSession', address: 64n },
  [null],
  new Date(0),
];

await t.test('no wrong argument of any function reaches native code', async (t) => {
  for (const [name, call] of Object.entries(unchecked)) {
    const { args }: Slot = SLOTS[name as SlotName];
    // `pairs` takes any object whose values are texts.
    if (args.length === 0 || args.every((kind) => kind === 'pairs')) continue;
    for (const value of WRONG) {
      const error = catchError(() => call(...args.map(() => value)));
      if (!(error instanceof DumontError)) t.fail(`${name} takes ${String(value)}`);
    }
  }
  t.pass('all were refused');
});

await t.test('a function that is newer than the library is refused', async (t) => {
  const older = new OrtApi(runtime.foreign, 0n, 20);
  t.throws(() => older.calls.GetEpDevices(runtime.environment), {
    code: 'UNIT_UNAVAILABLE',
    message: /no GetEpDevices: it came with version 1\.22/,
  });
});
