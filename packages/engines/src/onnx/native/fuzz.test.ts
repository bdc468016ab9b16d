/** Arguments that no caller should give, to every function of the table: by a seed, so that each run does the same. */
import fc from 'fast-check';
import t from 'tap';
import { DumontError } from '@dumont/protocol';
import { catchError } from '../testing/catch-error.ts';
import { encodeModel } from '../model-proto.ts';
import { SEQUENCE_IN } from '../testing/models.ts';
import type { ArgumentKind } from './arguments.ts';
import { countLiveObjects, NATIVE_TYPES, NativeObject } from './native-object.ts';
import { OrtError } from './ort-error.ts';
import { Owner } from '../../owner.ts';
import { openRuntime } from './runtime.ts';
import { SLOTS, type Slot, type SlotName } from './slots.ts';
import { makeValue } from './values.ts';

const SEED = 20_261_127;
const WRONG_RUNS = 60;
const ODD_RUNS = 200;

const runtime = await openRuntime(null);
const { calls } = runtime;
/** As a caller sees them whom no compiler keeps from mistakes. */
const unchecked = calls as unknown as Record<SlotName, (...args: unknown[]) => unknown>;
const slots = Object.entries(SLOTS) as [SlotName, Slot][];
const parameters = { seed: SEED, endOnFailure: true };

const isText = (value: unknown): boolean => typeof value === 'string' && !value.includes('\0');
const isWhole = (value: unknown, least: number, most: number): boolean =>
  Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;

const IS_RIGHT: Readonly<Record<Exclude<ArgumentKind, `Ort${string}`>, (value: unknown) => boolean>> = {
  int: (value) => isWhole(value, -(2 ** 31), 2 ** 31 - 1),
  size: (value) => isWhole(value, 0, Infinity),
  text: isText,
  path: isText,
  bytes: (value) => ArrayBuffer.isView(value),
  int64s: (value) => value instanceof BigInt64Array || value instanceof BigUint64Array,
  texts: (value) => Array.isArray(value) && value.every(isText),
  pairs: (value) => typeof value === 'object' && value !== null && Object.entries(value).flat().every(isText),
};

const VALUES = {
  int: fc.oneof(fc.integer({ min: -3, max: 30 }), fc.integer()),
  size: fc.oneof(fc.nat({ max: 4 }), fc.maxSafeNat()),
  text: fc.oneof(fc.constantFrom('', 's', 'x', 't', 'y'), fc.string().filter(isText)),
  path: fc.string().filter(isText),
  bytes: fc.uint8Array({ maxLength: 64 }),
  // Sizes between are memory that a machine might give.
  int64s: fc
    .array(fc.constantFrom(-(2n ** 63n), -1n, 0n, 1n, 2n, 3n, 2n ** 62n), { maxLength: 4 })
    .map((sizes) => BigInt64Array.from(sizes)),
  texts: fc.array(fc.string().filter(isText), { maxLength: 4 }),
  pairs: fc.dictionary(fc.string().filter(isText), fc.string().filter(isText), { maxKeys: 3 }),
};

type Objects = ReadonlyMap<string, readonly NativeObject[]>;

/** Never reached by native code: the argument beside it is refused. */
const PRETENDED: Objects = new Map(
  NATIVE_TYPES.map((type) => [type, [new NativeObject(type, 64n, null, [])]]),
);

/** @returns a value of the kind, likely or not */
function valueOf(kind: ArgumentKind, objects: Objects): fc.Arbitrary<unknown> {
  if (kind in VALUES) return VALUES[kind as keyof typeof VALUES];
  const [type = '', ...words] = kind.split(' ');
  const known = objects.get(type) ?? [];
  const one = known.length === 0 ? fc.constant<unknown>(null) : fc.constantFrom<unknown>(...known);
  if (words.includes('list')) return fc.array(one, { maxLength: 3 });
  return words.includes('null') ? fc.constantFrom(null) : one;
}

const released = new NativeObject('OrtValue', 64n, () => undefined, []);
released[Symbol.dispose]();

/** @returns whether it may stand where an object of that type, null or a list is due */
function isRightObject(kind: string, value: unknown): boolean {
  const [type, ...words] = kind.split(' ');
  const isOne = (object: unknown): boolean =>
    object instanceof NativeObject && object.type === type && object !== released;
  if (words.includes('list')) return Array.isArray(value) && value.every(isOne);
  return isOne(value) || (words.includes('null') && value === null);
}

function isRight(kind: ArgumentKind, value: unknown): boolean {
  return kind in IS_RIGHT ? IS_RIGHT[kind as keyof typeof IS_RIGHT](value) : isRightObject(kind, value);
}

const anything = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withTypedArray: true, withNullPrototype: true }),
  fc.constantFrom<unknown>(...[...PRETENDED.values()].flat(), released, 64n, 64, '\0', Symbol('x'), () => 0),
  fc.array(fc.constantFrom<unknown>(...[...PRETENDED.values()].flat(), released, null, 'x'), {
    maxLength: 3,
  }),
  fc.constantFrom<unknown>(Number.NaN, -0.5, -1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, Infinity, undefined),
);

/** Arguments of which one is wrong: native code would get it, were it not for the check of that one. */
function wrongArguments(kinds: readonly ArgumentKind[]): fc.Arbitrary<unknown[]> {
  return fc
    .nat({ max: kinds.length - 1 })
    .chain((wrong) =>
      fc.tuple(
        ...kinds.map((kind, place) =>
          place === wrong ? anything.filter((value) => !isRight(kind, value)) : valueOf(kind, PRETENDED),
        ),
      ),
    );
}

await t.test('wrong arguments of every function are refused before native code sees them', async (t) => {
  const before = countLiveObjects();
  for (const [name, { args: kinds }] of slots.filter(([, { args }]) => args.length > 0)) {
    const property = fc.property(wrongArguments(kinds), (args) =>
      isRefusal(catchError(() => unchecked[name](...args))),
    );
    fc.assert(property, { ...parameters, numRuns: WRONG_RUNS });
    const pieces = kinds.map(() => 0).slice(1);
    if (!isRefusal(catchError(() => unchecked[name](...pieces)))) t.fail(`${name} takes too few arguments`);
  }
  t.strictSame(countLiveObjects(), before);
});

/** What changes the process, or is fuzzed as a model: `npm run fuzz`. */
const NOT_CALLED: readonly SlotName[] = [
  'CreateEnv',
  'CreateSession',
  'CreateSessionFromArray',
  'RegisterExecutionProviderLibrary',
  'UnregisterExecutionProviderLibrary',
];

await t.test('odd values of the right kinds end in a result or an error, and nothing is kept', async (t) => {
  const before = countLiveObjects();
  const owner = new Owner();
  const objects = makeObjects(owner);
  for (const [name, { args: kinds, since }] of slots) {
    if (NOT_CALLED.includes(name) || since > runtime.api.version) continue;
    const args = fc.tuple(...kinds.map((kind) => valueOf(kind, objects)));
    const property = fc.property(args, (given) => endsWell(() => unchecked[name](...given)));
    fc.assert(property, { ...parameters, numRuns: ODD_RUNS });
  }
  owner[Symbol.dispose]();
  t.strictSame(countLiveObjects(), before);
});

/** @returns real objects by type */
function makeObjects(owner: Owner): Objects {
  const options = owner.own(calls.CreateSessionOptions());
  const usual = owner.own(calls.CreateSessionOptions());
  const session = owner.own(
    calls.CreateSessionFromArray(runtime.environment, encodeModel(SEQUENCE_IN), usual),
  );
  const types = [0, 1].map((index) => owner.own(calls.SessionGetInputTypeInfo(session, index)));
  const [sequenceType, tensorType] = types;
  const numbers = { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) } as const;
  const texts = { dtype: 'string', shape: [2], data: ['a', 'é'] } as const;
  const values = [
    numbers,
    { ...texts, data: [...texts.data] },
    { elements: [numbers, numbers] },
    { elements: [] },
  ];
  const devices = calls.GetEpDevices(runtime.environment);
  const all: (NativeObject | undefined)[] = [
    runtime.environment,
    runtime.allocator,
    runtime.cpuMemory,
    options,
    session,
    owner.own(calls.CreateIoBinding(session)),
    ...types,
    sequenceType && calls.CastTypeInfoToSequenceTypeInfo(sequenceType),
    tensorType && calls.CastTypeInfoToTensorInfo(tensorType),
    ...values.map((value) => owner.own(makeValue(runtime, value, 'float32'))),
    ...devices,
    ...devices.map((device) => calls.EpDevice_Device(device)),
    ...devices.map((device) => calls.EpDevice_EpMetadata(device)),
  ];
  return Map.groupBy(
    all.filter((object) => object !== undefined),
    ({ type }) => type,
  );
}

/** Whatever comes back is released. */
function endsWell(call: () => unknown): boolean {
  try {
    for (const object of [call()].flat()) if (object instanceof NativeObject) object[Symbol.dispose]();
    return true;
  } catch (error) {
    return error instanceof OrtError || error instanceof DumontError;
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof DumontError && error.code === 'INTERNAL';
}
