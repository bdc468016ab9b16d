import t from 'tap';
import { NonBlockingStream } from './log-stream.ts';

function reader() {
  const taken: string[] = [];
  const state = { roomBytes: Infinity };
  const put = (bytes: Buffer): number => {
    if (state.roomBytes === 0) throw Object.assign(new Error('EAGAIN'), { code: 'EAGAIN' });
    const part = bytes.subarray(0, state.roomBytes);
    state.roomBytes -= part.length;
    taken.push(part.toString());
    return part.length;
  };
  return { state, put, text: () => taken.join('') };
}

await t.test('a reader that stalls and goes on gets what was kept, in order and whole', (t) => {
  const { state, put, text } = reader();
  const stream = new NonBlockingStream(put);
  stream.write('one\n');
  state.roomBytes = 2;
  stream.write('two\n');
  stream.write('three\n');
  t.equal(text(), 'one\ntw');
  state.roomBytes = Infinity;
  stream.flush();
  t.equal(text(), 'one\ntwo\nthree\n');
  t.end();
});

await t.test('what is too much is dropped, and counted', (t) => {
  const { state, put, text } = reader();
  const stream = new NonBlockingStream(put);
  state.roomBytes = 0;
  const line = `${'x'.repeat(2 ** 18)}\n`;
  for (let count = 0; count < 10; count += 1) stream.write(line);
  state.roomBytes = Infinity;
  stream.flush();
  t.match(text(), /7 lines of the log were dropped/);
  t.end();
});

await t.test('a reader that has gone ends nothing', (t) => {
  const stream = new NonBlockingStream(() => {
    throw Object.assign(new Error('EPIPE'), { code: 'EPIPE' });
  });
  stream.write('one\n');
  t.end();
});
