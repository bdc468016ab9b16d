import { PassThrough } from 'node:stream';
import { mock } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import { closeHeld, keepLastLines } from './child-streams.ts';

await t.test('the last lines are kept, without empty ones', async (t) => {
  const stream = new PassThrough();
  const lastLines = keepLastLines(stream);
  for (let line = 1; line <= 30; line += 1) stream.write(`line ${line}  \n\n`);
  stream.end('unended');
  await setImmediate();
  const lines = lastLines();
  t.equal(lines.length, 20);
  t.equal(lines[0], 'line 12');
  t.equal(lines.at(-1), 'unended');
});

await t.test('a flood takes no more memory than its end', async (t) => {
  const stream = new PassThrough();
  const lastLines = keepLastLines(stream);
  stream.end('x'.repeat(100_000));
  await setImmediate();
  t.equal(lastLines().join('').length, 8192);
});

await t.test('a stream that stays open is closed, once all of it is taken', async (t) => {
  mock.timers.enable({ apis: ['setTimeout', 'setImmediate'] });
  t.teardown(() => {
    mock.timers.reset();
  });
  const stream = new PassThrough();
  stream.write('still to be read');
  closeHeld(stream);
  mock.timers.tick(2000);
  t.notOk(stream.destroyed, 'not before it is read');
  stream.read();
  mock.timers.tick(2000);
  t.ok(stream.destroyed);
});
