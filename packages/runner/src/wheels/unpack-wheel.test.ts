import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { RECORD, recordFor, writeWheel, writeZip, type ZipFile } from './testing/write-zip.ts';
import { unpackWheel, WHEEL_LIMITS } from './unpack-wheel.ts';

const never = new AbortController().signal;

/** A folder with nothing but the wheel and, from then on, Dumont's data. */
function place(t: Test, content: Buffer): { file: string; wheels: string } {
  const folder = t.testdir();
  const file = path.join(folder, 'onnxruntime.whl');
  writeFileSync(file, content);
  process.env['DUMONT_DATA_DIR'] = path.join(folder, 'data');
  return { file, wheels: path.join(folder, 'data', 'wheels') };
}

/** It packs well, but not as well as a bomb. */
const PACKED = Array.from({ length: 300_000 }, (_, index) => String(index).padStart(10)).join('');

const GOOD: readonly ZipFile[] = [
  { name: 'a/', content: '', stored: true, mode: 0o040755 },
  { name: 'a/stored.txt', content: 'as it is', stored: true },
  { name: 'a/b/packed.txt', content: PACKED },
  { name: 'empty.txt', content: '' },
];

await t.test('a wheel is unpacked once, by its checksum', async (t) => {
  const { file, wheels } = place(t, writeWheel(GOOD));
  const [folder, other] = await Promise.all([unpackWheel(file, never), unpackWheel(file, never)]);
  t.equal(folder, other);
  t.match(path.basename(folder), /^[0-9a-f]{64}$/);
  for (const { name, content } of GOOD.filter((entry) => !entry.name.endsWith('/')))
    t.ok(readFileSync(path.join(folder, name), 'utf8') === content, name);
  writeFileSync(path.join(folder, 'mark'), '');
  t.equal(await unpackWheel(file, never), folder);
  t.ok(existsSync(path.join(folder, 'mark')), 'it was not unpacked again');
  t.strictSame(readdirSync(wheels), [path.basename(folder)], 'and nothing else is left');
});

await t.test('what has lost a piece is unpacked anew', async (t) => {
  const { file, wheels } = place(t, writeWheel(GOOD));
  const folder = await unpackWheel(file, never);
  const [stored, packed] = [path.join(folder, 'a', 'stored.txt'), path.join(folder, 'a', 'b', 'packed.txt')];
  const losses: Readonly<Record<string, () => void>> = {
    'a file': () => {
      rmSync(packed);
    },
    'a part of a file': () => {
      writeFileSync(stored, 'as it');
    },
    'a file, for a folder': () => {
      rmSync(stored);
      mkdirSync(stored);
    },
    'a file, for a link': () => {
      rmSync(stored);
      symlinkSync(packed, stored);
    },
    'a folder, for a file': () => {
      rmSync(path.join(folder, 'a'), { recursive: true });
      writeFileSync(path.join(folder, 'a'), '');
    },
    'all of them': () => {
      rmSync(folder, { recursive: true });
    },
    'all of them, for a file': () => {
      rmSync(folder, { recursive: true });
      writeFileSync(folder, '');
    },
  };
  for (const [what, lose] of Object.entries(losses)) {
    lose();
    await Promise.all([unpackWheel(file, never), unpackWheel(file, never)]);
    t.equal(readFileSync(stored, 'utf8'), 'as it is', what);
    t.equal(readFileSync(packed, 'utf8').length, PACKED.length, what);
    t.strictSame(readdirSync(wheels), [path.basename(folder)], 'and nothing else is left');
  }
});

/** The second entry's content is said to be the first one's. */
function share(zip: Buffer): Buffer {
  const second = zip.indexOf('PK\x01\x02', zip.indexOf('PK\x01\x02') + 1);
  zip.writeUInt32LE(0, second + 42);
  return zip;
}

await t.test('names with commas and quotes, and signatures, are no trouble', async (t) => {
  const odd = { name: 'a,"b".txt', content: 'content' };
  const signature = { name: `${RECORD}.jws`, content: '{}' };
  const { file } = place(t, writeWheel([odd, signature], recordFor([odd])));
  t.ok(existsSync(path.join(await unpackWheel(file, never), odd.name)));
});

const file: ZipFile = { name: 'a.txt', content: 'content' };

await t.test('what is no wheel of ours to unpack is refused, and leaves nothing', async (t) => {
  const whole = writeWheel(GOOD);
  const cases: Readonly<Record<string, readonly [content: Buffer, message: RegExp]>> = {
    'no archive': [Buffer.from('no archive'), /is no zip archive/],
    nothing: [Buffer.alloc(0), /is no zip archive/],
    'cut short': [whole.subarray(0, -30), /is no zip archive/],
    'without its beginning': [whole.subarray(100), /is damaged|lies outside/],
    'a file above it': [writeZip([{ ...file, name: '../a.txt' }]), /would lie outside of its folder/],
    'a file above a folder in it': [writeZip([{ ...file, name: 'a/../../b' }]), /would lie outside/],
    'a file at the root': [writeZip([{ ...file, name: '/tmp/a.txt' }]), /would lie outside/],
    'a file above it by Windows': [writeZip([{ ...file, name: 'a\\..\\..\\b' }]), /would lie outside/],
    'a drive': [writeZip([{ ...file, name: 'c:a.txt' }]), /would lie outside/],
    'a folder above it': [writeZip([{ name: '../', content: '', stored: true }]), /would lie outside/],
    'a link': [writeZip([{ name: 'a', content: '/etc', stored: true, mode: 0o120777 }]), /is a link/],
    'a device': [writeZip([{ ...file, mode: 0o020666 }]), /is a link or a special file/],
    'a file twice': [writeWheel([file, file]), /cannot be unpacked: EEXIST/],
    'more than it says': [writeWheel([{ ...file, bytes: 3 }]), /"a\.txt" is not what its directory says/],
    'less than it says': [writeWheel([{ ...file, bytes: 30 }]), /"a\.txt" is not what its directory says/],
    'another checksum': [writeWheel([{ ...file, crc32: 1 }]), /"a\.txt" is not what its directory says/],
    'no deflated content': [writeWheel([{ ...file, stored: true, method: 8 }]), /is not what its directory/],
    encryption: [writeZip([{ ...file, flags: 1 }]), /is encrypted/],
    'another method': [writeZip([{ ...file, method: 12 }]), /method that is not supported/],
    zip64: [writeZip([{ ...file, bytes: 0xffffffff }]), /4 GB or more/],
    'a bomb': [writeWheel([{ ...file, content: Buffer.alloc(2 ** 21) }]), /more than 200 times its size/],
    'files that share their content': [share(writeWheel([file, { ...file, name: 'b.txt' }])), /is damaged/],
    'no list of its files': [writeZip([file]), /is no wheel: it has no list of its files/],
    'two lists': [
      writeWheel([{ name: 'other-1.dist-info/RECORD', content: '' }, file]),
      /no list of its files \(RECORD\), or several/,
    ],
    'a file that is not what the list says': [
      writeWheel([file], recordFor([{ ...file, content: 'original' }])),
      /"a\.txt", which has another checksum than its RECORD says/,
    ],
    'a file that is not in the list': [
      writeWheel([file, { name: 'b.so', content: 'b' }], recordFor([file])),
      /"b\.so", which its RECORD does not list/,
    ],
    'a file less than the list has': [
      writeWheel([file], recordFor([file, { name: 'b.so', content: 'b' }])),
      /lacks "b\.so", which its RECORD lists/,
    ],
    'a checksum of another kind': [writeWheel([file], `a.txt,md5=1234,7\n${RECORD},,\n`), /another checksum/],
    'a list that is none': [writeWheel([file], 'a.txt\n'), /a RECORD that cannot be read/],
    'too much': [
      writeZip([
        { ...file, bytes: 2 ** 30 * 3 },
        { ...file, bytes: 2 ** 30 * 3 },
      ]),
      /more than 4096 MB/,
    ],
  };
  for (const [what, [content, message]] of Object.entries(cases)) {
    const { file, wheels } = place(t, content);
    await t.rejects(unpackWheel(file, never), { code: 'USAGE', message }, what);
    t.strictSame(existsSync(wheels) ? readdirSync(wheels) : [], [], what);
    t.strictSame(
      readdirSync(path.dirname(file)).filter((name) => name !== 'data'),
      ['onnxruntime.whl'],
      what,
    );
  }
});

await t.test(
  'more files, or more of them all, than the limits are refused before anything is written',
  async (t) => {
    const { file, wheels } = place(t, writeWheel(GOOD));
    await t.rejects(unpackWheel(file, never, { ...WHEEL_LIMITS, files: 3 }), {
      message: /more than 3 files/,
    });
    await t.rejects(unpackWheel(file, never, { ...WHEEL_LIMITS, bytes: 2 ** 20 }), {
      message: /more than 1 MB/,
    });
    t.notOk(existsSync(wheels));
  },
);

await t.test('a wheel that cannot be read is named', async (t) => {
  const folder = t.testdir({ 'a.whl': {} });
  await t.rejects(unpackWheel(path.join(folder, 'b.whl'), never), {
    message: /b\.whl cannot be read: there is no such/,
  });
  await t.rejects(unpackWheel(path.join(folder, 'a.whl'), never), {
    message: /a\.whl cannot be read: it is not a file/,
  });
});

await t.test('ending the command ends the unpacking, and leaves nothing', async (t) => {
  const { file, wheels } = place(t, writeWheel(GOOD));
  const reason = new Error('ended');
  await t.rejects(unpackWheel(file, AbortSignal.abort(reason)), reason);
  t.strictSame(existsSync(wheels) ? readdirSync(wheels) : [], []);
});
