import t from 'tap';
import { encodeFrame, FrameError, readFrames } from './frames.ts';

const limits = { frameCharacters: 20, frames: 3, characters: 60 };

async function readAll(...chunks: (string | Uint8Array)[]): Promise<unknown[]> {
  const source = (async function* () {
    for (const chunk of chunks) yield await Promise.resolve(Buffer.from(chunk));
  })();
  const frames: unknown[] = [];
  for await (const frame of readFrames(source, limits)) frames.push(frame);
  return frames;
}

await t.test('messages arrive however they are cut', async (t) => {
  t.same(await readAll('{"a":', '1}\n{"b":2}\n'), [{ a: 1 }, { b: 2 }]);
  const text = Buffer.from(encodeFrame({ name: 'é€' }));
  t.same(await readAll(text.subarray(0, 10), text.subarray(10, 11), text.subarray(11)), [{ name: 'é€' }]);
  t.same(await readAll('{"a":1}\n{"cut":'), [{ a: 1 }], 'what has no end is no message');
});

await t.test('what is too long, too much or no JSON ends it', async (t) => {
  await t.rejects(readAll('x'.repeat(15), 'x'.repeat(15)), FrameError);
  await t.rejects(readAll('1\n2\n3\n4\n'), { message: /more than 3 messages/ });
  await t.rejects(readAll(`${'"123456789012345"\n'.repeat(3)}"1234567890123"`), {
    message: /more than 60 characters/,
  });
  await t.rejects(readAll('{]\n'), { message: /no JSON/ });
  await t.rejects(readAll('\n'), { message: /no JSON/ });
});

await t.test('a flood is read no faster than it is taken', async (t) => {
  let produced = 0;
  const source = (async function* () {
    for (;;) {
      produced += 1;
      yield await Promise.resolve(Buffer.from('1\n'));
    }
  })();
  for await (const _frame of readFrames(source, limits)) break;
  t.equal(produced, 1);
});
