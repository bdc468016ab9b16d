import { Writable } from 'node:stream';
import t from 'tap';
import { openStandardOutput } from './standard-output.ts';

/** A stream whose device answers each write with a system error. */
function failing(code: string): Writable {
  return new Writable({
    write: (_chunk, _encoding, done) => {
      done(Object.assign(new Error(`${code}: write`), { code, syscall: 'write' }));
    },
  });
}

await t.test('what was written has been taken', async (t) => {
  const chunks: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk.toString());
      done();
    },
  });
  const stdout = openStandardOutput(stream, () => t.fail('nobody left'));
  await stdout.write('one');
  await stdout.write('');
  await stdout.write('two');
  t.strictSame(chunks, ['one', 'two']);
  t.equal(stdout.closed, false);
});

await t.test('a reader that has gone is no error', async (t) => {
  let left = 0;
  const stdout = openStandardOutput(failing('EPIPE'), () => left++);
  await stdout.write('one');
  await stdout.write('two');
  t.equal(left, 1);
  t.equal(stdout.closed, true);
});

await t.test('a full device is one', async (t) => {
  const stdout = openStandardOutput(failing('ENOSPC'), () => t.fail('nobody left'));
  await t.rejects(stdout.write('one'), {
    code: 'OUTPUT_FAILED',
    message: 'Cannot write to standard output: no space is left on the device.',
  });
});
