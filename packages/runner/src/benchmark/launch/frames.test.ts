import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import t from 'tap';
import { encodeFrame, FrameError, readFrames } from './frames.ts';

const limits = { frameCharacters: 20, frames: 3, characters: 60, json: { depth: 3, values: 5 } };

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
  await t.rejects(readAll('[[[[]]]]\n'), { message: /more than 3 deep/ });
  await t.rejects(readAll('[1,2,3,4,5]\n'), { message: /more than 5 values/ });
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

await t.test('a message that would become a lot of memory is refused before it does', async (t) => {
  const frames = JSON.stringify(new URL('./frames.ts', import.meta.url).href);
  const program = `
    import { readFrames } from ${frames};
    let refused = '';
    try { for await (const _frame of readFrames(process.stdin)); } catch (error) { refused = error.name; }
    process.stdout.write(JSON.stringify({ refused, peakMb: process.resourceUsage().maxRSS / 1024 }));
  `;
  const read = async (text: string) => {
    const words = ['--conditions=dumont-source', '--input-type=module', '-e', program];
    const run = promisify(execFile)(process.execPath, words);
    run.child.stdin?.end(`${text}\n`);
    return JSON.parse((await run).stdout) as { refused: string; peakMb: number };
  };
  const harmless = await read(`"${'x'.repeat(6_000_000)}"`);
  t.equal(harmless.refused, '');
  for (const text of [
    '['.repeat(6_000_000),
    `[${'[],'.repeat(2_000_000)}0]`,
    `[${'{"a":0},'.repeat(800_000)}0]`,
  ]) {
    const { refused, peakMb } = await read(text);
    t.equal(refused, 'FrameError', text.slice(0, 20));
    t.ok(peakMb < harmless.peakMb + 40, `${peakMb} MB, and ${harmless.peakMb} MB for a text of that length`);
  }
});
