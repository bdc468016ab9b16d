import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { DumontError } from '@dumont/protocol';
import t, { type Test } from 'tap';
import { becomeOrdinary } from '../host/testing/become-ordinary.ts';
import { CompiledStore, type Compile } from './compiled-store.ts';
import { makeRoom } from './discard.ts';
import { HeldManifest, type Holding } from './held-manifest.ts';
import { compiledKey } from './key.ts';

const { signal } = new AbortController();
const made = { compileMs: 12.5, engine: { name: 'coreml', version: '26' } };
const wanted = (digit: string) => ({ key: digit.repeat(64), format: 'mlmodelc' as const });

/** Makes a model of one file. */
function compiling(text: string): Compile {
  return (_, target) => {
    mkdirSync(target);
    writeFileSync(path.join(target, 'coremldata.bin'), text);
    return Promise.resolve(made);
  };
}

function prepare(t: Test, mostBytes?: number) {
  const folder = path.join(t.testdir(), 'compiled');
  return { folder, store: new CompiledStore(folder, mostBytes), names: () => readdirSync(folder).sort() };
}

async function keep({ store }: { store: CompiledStore }, digit: string, text: string): Promise<void> {
  await (await store.make(wanted(digit), compiling(text), signal))[Symbol.asyncDispose]();
}

async function isFound({ store }: { store: CompiledStore }, digit: string): Promise<boolean> {
  const kept = await store.find(wanted(digit), signal);
  await kept?.[Symbol.asyncDispose]();
  return kept !== null;
}

await t.test('what was made is found again', async (t) => {
  const { store, names } = prepare(t);
  t.equal(await store.find(wanted('a'), signal), null);
  const first = await store.make(wanted('a'), compiling('x'), signal);
  t.match(first, { compileMs: 12.5, wasKept: false });
  await first[Symbol.asyncDispose]();
  const second = await store.find(wanted('a'), signal);
  t.match(second, { compileMs: 12.5, wasKept: true, model: { format: 'mlmodelc' } });
  t.equal(readFileSync(path.join(second?.model.path ?? '', 'coremldata.bin'), 'utf8'), 'x');
  await second?.[Symbol.asyncDispose]();
  t.strictSame(names(), ['a'.repeat(64)]);
});

await t.test('what is not as it was made is thrown away', async (t) => {
  const place = prepare(t);
  const folder = path.join(place.folder, 'a'.repeat(64));
  const file = path.join(folder, 'model.mlmodelc', 'coremldata.bin');
  const elsewhere = path.join(t.testdirName, 'elsewhere');
  writeFileSync(elsewhere, 'x');
  const changes: Readonly<Record<string, () => void>> = {
    'other bytes': () => {
      writeFileSync(file, 'y');
    },
    'a further file': () => {
      writeFileSync(`${file}.more`, '');
    },
    'a link': () => {
      symlinkSync(elsewhere, `${file}.more`);
    },
    'a file that has another name': () => {
      linkSync(file, path.join(t.testdirName, 'other-name'));
    },
    'a list of something else': () => {
      writeFileSync(path.join(folder, 'manifest.json'), '{}');
    },
    'open to others': () => {
      chmodSync(folder, 0o755);
    },
  };
  for (const [name, change] of Object.entries(changes)) {
    await keep(place, 'a', 'x');
    t.equal(await isFound(place, 'a'), true, name);
    change();
    t.equal(await isFound(place, 'a'), false, name);
    t.strictSame(place.names(), [], name);
  }
});

await t.test('a folder of another model is none of this one', async (t) => {
  const place = prepare(t);
  await keep(place, 'a', 'x');
  const [from, to] = ['a', 'b'].map((digit) => path.join(place.folder, digit.repeat(64)));
  mkdirSync(to ?? '', { mode: 0o700 });
  mkdirSync(path.join(to ?? '', 'model.mlmodelc'));
  for (const file of ['manifest.json', 'model.mlmodelc/coremldata.bin'])
    writeFileSync(path.join(to ?? '', file), readFileSync(path.join(from ?? '', file)));
  t.equal(await isFound(place, 'b'), false);
});

await t.test('of two that are made at once one is kept, and both are used', async (t) => {
  const { store, names } = prepare(t);
  const both = await Promise.all(['x', 'y'].map((text) => store.make(wanted('a'), compiling(text), signal)));
  const texts = both.map(({ model }) => readFileSync(path.join(model.path, 'coremldata.bin'), 'utf8'));
  t.strictSame(texts, ['x', 'y'], 'each has its own');
  for (const one of both) await one[Symbol.asyncDispose]();
  t.strictSame(names(), ['a'.repeat(64)]);
});

await t.test('those that were used longest ago give way, and none that is in use', async (t) => {
  const place = prepare(t, 10);
  for (const [age, digit] of ['a', 'b', 'c'].entries()) {
    await keep(place, digit, '123');
    const used = new Date(Date.UTC(2020, 0, 1 + age));
    utimesSync(path.join(place.folder, digit.repeat(64), 'manifest.json'), used, used);
  }
  const inUse = await place.store.find(wanted('b'), signal);
  await keep(place, 'd', '123456');
  t.strictSame(
    place.names().map(([digit]) => digit),
    ['b', 'd'],
  );
  await keep(place, 'e', '1234567890');
  t.strictSame(
    place.names().map(([digit]) => digit),
    ['b'],
    'room is made as far as it goes',
  );
  await inUse?.[Symbol.asyncDispose]();
  const large = await place.store.make(wanted('f'), compiling('12345678901'), signal);
  t.ok(existsSync(large.model.path), 'one that is too large is used all the same');
  await large[Symbol.asyncDispose]();
  t.notOk(existsSync(large.model.path));
});

await t.test('what was made just now gives way to nothing before it is used', async (t) => {
  const place = prepare(t);
  const folder = path.join(place.folder, 'a'.repeat(64));
  const open = HeldManifest.open.bind(HeldManifest);
  let isThere = false;
  t.intercept(HeldManifest, 'open', {
    value: async (of: string, holding: Holding) => {
      if (of === folder && !isThere) {
        isThere = true;
        t.equal(await makeRoom(place.folder, 0), false, 'another process needs all the room');
      }
      return open(of, holding);
    },
  });
  const one = await place.store.make(wanted('a'), compiling('x'), signal);
  t.equal(isThere, true);
  t.ok(one.model.path.startsWith(folder));
  await one[Symbol.asyncDispose]();
});

await t.test('what fails leaves nothing', async (t) => {
  const { store, names } = prepare(t);
  const failing: readonly (readonly [Compile, { code: string; message?: RegExp }])[] = [
    [() => Promise.reject(new DumontError('MODEL_INVALID', 'no')), { code: 'MODEL_INVALID' }],
    [() => Promise.resolve(made), { code: 'RUNNER_CRASHED' }],
    [
      (_, target) => {
        mkdirSync(target);
        symlinkSync('/etc/passwd', path.join(target, 'coremldata.bin'));
        return Promise.resolve(made);
      },
      { code: 'RUNNER_CRASHED', message: /no compiled model of plain files/ },
    ],
  ];
  for (const [compile, error] of failing) {
    await t.rejects(store.make(wanted('a'), compile, signal), error);
    t.strictSame(names(), []);
  }
});

await t.test('where nothing can be kept, it is compiled each time', async (t) => {
  const store = new CompiledStore(path.join(t.testdir({ file: '' }), 'file', 'compiled'));
  const one = await store.make(wanted('a'), compiling('x'), signal);
  t.ok(existsSync(one.model.path));
  await one[Symbol.asyncDispose]();
  t.notOk(existsSync(one.model.path));
  t.equal(await store.find(wanted('a'), signal), null);
});

await t.test('nothing is kept in, or thrown out of, a folder that others may change', async (t) => {
  const place = prepare(t);
  await keep(place, 'a', 'x');
  chmodSync(place.folder, 0o777);
  t.equal(await isFound(place, 'a'), false);
  const one = await place.store.make(wanted('b'), compiling('x'), signal);
  t.notOk(one.model.path.startsWith(place.folder));
  await one[Symbol.asyncDispose]();
  chmodSync(place.folder, 0o755);
  const uid = Number(process.geteuid?.());
  t.intercept(process, 'geteuid', { value: () => uid + 1 });
  t.equal(await isFound(place, 'a'), false, 'another user’s');
  t.strictSame(place.names(), ['a'.repeat(64)]);
});

await t.test('what cannot be thrown away stays, and another one is made', async (t) => {
  const place = prepare(t);
  await keep(place, 'a', 'x');
  writeFileSync(path.join(place.folder, 'a'.repeat(64), 'manifest.json'), '{}');
  const restore = becomeOrdinary(t.testdirName);
  chmodSync(place.folder, 0o500);
  try {
    t.equal(await isFound(place, 'a'), false);
    const one = await place.store.make(wanted('a'), compiling('y'), signal);
    t.notOk(one.model.path.startsWith(place.folder));
    await one[Symbol.asyncDispose]();
  } finally {
    chmodSync(place.folder, 0o700);
    restore();
  }
});

await t.test('a model, an engine and a system have each their own', async (t) => {
  const engine = { name: 'coreml', package: null };
  const system = { platform: 'darwin', arch: 'arm64', version: '25.1.0' };
  const keys = [
    compiledKey(engine, 'mlpackage', { sha256: 'a', digest: 'a' }, system),
    compiledKey(engine, 'mlpackage', { sha256: 'b', digest: 'b' }, system),
    compiledKey(engine, 'mlmodel', { sha256: 'a' }, system),
    compiledKey({ ...engine, package: '/mine.js' }, 'mlpackage', { sha256: 'a', digest: 'a' }, system),
    compiledKey(engine, 'mlpackage', { sha256: 'a', digest: 'a' }, { ...system, version: '25.2.0' }),
  ];
  t.equal(new Set(keys).size, keys.length);
});
