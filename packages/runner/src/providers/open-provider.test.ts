import {
  appendFileSync,
  chmodSync,
  chownSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import type { EngineRef } from '@dumont/protocol';
import { writeWheel } from '../wheels/testing/write-zip.ts';
import { addProvider } from './add-provider.ts';
import { MANIFEST } from './manifest.ts';
import { closeProviders, openProviders } from './open-providers.ts';
import { placeOf, privateFolder } from './testing/private-folder.ts';

const never = new AbortController().signal;
const isRoot = process.geteuid?.() === 0;
const noModes = process.platform === 'win32' && 'there are no such modes';

async function stage(t: Test) {
  const folder = privateFolder(t);
  const place = placeOf(folder);
  const wheel = path.join(folder, 'sample.whl');
  writeFileSync(
    wheel,
    writeWheel([
      { name: 'sample/libsample.so', content: 'code' },
      { name: 'sample/table.txt', content: 'text' },
    ]),
  );
  const stored = await addProvider({ name: 'sample', from: [wheel] }, place, never);
  const library = path.join(stored.folder, 'sample', 'libsample.so');
  const engine: EngineRef = { name: 'onnx', package: null, library };
  const open = () => openProviders(engine, place, never);
  return { folder, place, stored: stored.folder, library, open };
}

type Stage = Awaited<ReturnType<typeof stage>>;

await t.test('what was added is opened, and watched from then on', async (t) => {
  const { library, open } = await stage(t);
  const opened = await open();
  t.equal(opened.length, 1);
  await opened[0]?.verify(never);
  const { atime, mtime } = statSync(library);
  writeFileSync(library, 'evil');
  utimesSync(library, atime, mtime);
  await t.rejects(opened[0]?.verify(never) ?? Promise.resolve(), { code: 'MODEL_CHANGED' });
  await closeProviders(opened);
  await t.rejects(open(), {
    code: 'UNIT_UNAVAILABLE',
    message:
      /has another sample\/libsample\.so than was added, so it is not loaded\. Add it anew: dumont-runner providers remove sample/,
  });
});

await t.test('whatever else has changed is refused', async (t) => {
  const changes: Readonly<Record<string, readonly [change: (staged: Stage) => void, message: RegExp]>> = {
    'a longer file': [
      ({ library }) => {
        appendFileSync(library, '!');
      },
      /has another sample\/libsample/,
    ],
    'another table': [
      ({ stored }) => {
        writeFileSync(path.join(stored, 'sample', 'table.txt'), 'evil');
      },
      /has another sample\/table\.txt/,
    ],
    'a file less': [
      ({ library }) => {
        rmSync(library);
      },
      /lacks sample\/libsample\.so/,
    ],
    'a file more': [
      ({ stored }) => {
        writeFileSync(path.join(stored, 'libevil.so'), 'evil', { mode: 0o600 });
      },
      /has a file that was not added: libevil\.so/,
    ],
    'a damaged manifest': [
      ({ stored }) => {
        writeFileSync(path.join(stored, MANIFEST), '{}');
      },
      /damaged/,
    ],
    'a manifest that leads out': [
      ({ stored }) => {
        const file = path.join(stored, MANIFEST);
        writeFileSync(file, readFileSync(file, 'utf8').replace('sample/table.txt', '../../table.txt'));
      },
      /damaged/,
    ],
    ...(process.platform === 'win32'
      ? {}
      : {
          'a link': [
            ({ library }) => {
              rmSync(library);
              symlinkSync('/bin/true', library);
            },
            /libsample\.so is a link/,
          ],
          'a folder for all': [
            ({ stored }) => {
              chmodSync(stored, 0o755);
            },
            /open to other users \(mode 0755\): chmod/,
          ],
          'a file for all': [
            ({ library }) => {
              chmodSync(library, 0o622);
            },
            /may be written by others \(mode 0622\)/,
          ],
        }),
  };
  for (const [what, [change, message]] of Object.entries(changes)) {
    const staged = await stage(t);
    change(staged);
    await t.rejects(staged.open(), { code: 'UNIT_UNAVAILABLE', message }, what);
  }
});

await t.test(
  "another user's files are refused",
  { skip: noModes || (!isRoot && 'needs root') },
  async (t) => {
    for (const which of ['stored', 'library'] as const) {
      const staged = await stage(t);
      chownSync(staged[which], 12345, 0);
      await t.rejects(staged.open(), {
        code: 'UNIT_UNAVAILABLE',
        message: /belongs to user 12345, and user 0 runs/,
      });
    }
  },
);

await t.test(
  'as root no folder above may be in the hands of others',
  { skip: noModes || (!isRoot && 'needs root') },
  async (t) => {
    const { folder, open } = await stage(t);
    const store = path.join(folder, 'providers');
    for (const [where, mode] of [
      [store, 0o777],
      [folder, 0o720],
    ] as const) {
      const before = statSync(where).mode;
      chmodSync(where, mode);
      await t.rejects(open(), {
        code: 'UNIT_UNAVAILABLE',
        message: /which others than root may write \(mode/,
      });
      chmodSync(where, before);
    }
    chmodSync(folder, 0o1777);
    await closeProviders(await open());
    chmodSync(folder, 0o700);
    chownSync(folder, 12345, 0);
    await t.rejects(open(), { message: /which others than root may write \(it belongs to user 12345\)/ });
  },
);

await t.test(
  'what pip put beside it has no checksums, but must be out of reach of others too',
  { skip: noModes || (!isRoot && 'needs root') },
  async (t) => {
    const { place, folder } = await stage(t);
    const package_ = path.join(folder, 'providers', 'sample_package');
    mkdirSync(package_);
    const library = path.join(package_, 'libsample.so');
    writeFileSync(library, '', { mode: 0o644 });
    const engine: EngineRef = { name: 'onnx', package: null, plugIn: { library, name: null } };
    t.strictSame(await openProviders(engine, place, never), []);
    chmodSync(package_, 0o777);
    await t.rejects(openProviders(engine, place, never), { message: /others than root may write/ });
  },
);

await t.test('what lies elsewhere is nobody’s business here', async (t) => {
  const { place } = await stage(t);
  const engine: EngineRef = { name: 'onnx', package: null, library: '/usr/lib/libonnxruntime.so' };
  t.strictSame(await openProviders(engine, place, never), []);
});
