import t from 'tap';
import { openRuntime } from './runtime.ts';
import { loadSession } from './session.ts';
import { releasing } from '../../owner.ts';
import type { NativeSessionOptions } from './native-session-options.ts';
import { makeSessionOptions } from './session-options.ts';
import type { Calls } from './slots.ts';
import { PLAIN_OPTIONS } from '../../plain-options.ts';
import { SMALLEST_NULL_MODEL } from '../null-model.ts';

const runtime = await openRuntime(null);
const plain: NativeSessionOptions = { ...PLAIN_OPTIONS, intraOpThreads: 1 };

/** @returns the calls that only these options make, without the object that they are made on */
function callsFor(options: Partial<NativeSessionOptions>): unknown[] {
  const usual = record(plain).map((call) => JSON.stringify(call));
  return record({ ...plain, ...options }).filter((call) => !usual.includes(JSON.stringify(call)));
}

/** The runtime's own functions are called, and are written down. */
function record(options: NativeSessionOptions): unknown[] {
  const made: unknown[] = [];
  const calls = new Proxy(runtime.calls, {
    get:
      (target, name: keyof Calls) =>
      (...args: unknown[]) => {
        made.push([name, ...args.slice(1)]);
        return Reflect.apply(target[name], target, args) as unknown;
      },
  });
  releasing((owner) => makeSessionOptions({ ...runtime, calls }, options, owner));
  return made;
}

await t.test('each option is a call of the runtime, and no call where it is left out', async (t) => {
  t.strictSame(callsFor({}), []);
  t.strictSame(callsFor({ cpuArena: false, memoryPattern: false }), [
    ['DisableCpuMemArena'],
    ['DisableMemPattern'],
  ]);
  t.strictSame(callsFor({ cpuArena: true, memoryPattern: true }), [
    ['EnableCpuMemArena'],
    ['EnableMemPattern'],
  ]);
  const spinning = 'session.intra_op.allow_spinning';
  t.strictSame(callsFor({ intraOpSpinning: true }), [['AddSessionConfigEntry', spinning, '1']]);
  t.strictSame(callsFor({ intraOpSpinning: false }), [['AddSessionConfigEntry', spinning, '0']]);
  t.strictSame(callsFor({ intraOpSpinning: true, sessionEntries: { [spinning]: '0' } }), [
    ['AddSessionConfigEntry', spinning, '0'],
  ]);
});

await t.test('entries reach the session: the runtime refuses one that is wrong', async (t) => {
  const load = (affinities: string) =>
    loadSession(runtime, SMALLEST_NULL_MODEL, {
      ...plain,
      intraOpThreads: 2,
      sessionEntries: { 'session.intra_op_thread_affinities': affinities },
    });
  t.throws(() => load('no number'), { message: /Processor id must consist of only digits: no number/ });
  await load('1').session[Symbol.asyncDispose]();
});
