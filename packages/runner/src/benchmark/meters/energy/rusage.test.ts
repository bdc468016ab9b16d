/** macOS's call as a fake of it that is built here. */
import path from 'node:path';
import { execa } from 'execa';
import t from 'tap';
import { findProgram } from '../../../host/programs.ts';
import { openRusage } from './rusage.ts';

const skip =
  process.platform === 'linux' && findProgram('gcc') !== null ? false : 'it is built by gcc, on Linux';

await t.test('what the processes took meanwhile', { skip }, async (t) => {
  const file = path.join(t.testdir({}), 'fake.so');
  const source = path.join(import.meta.dirname, 'testing', 'fake-rusage.c');
  await execa('gcc', ['-shared', '-fPIC', source, '-o', file]);
  const found = await openRusage(file);
  if ('reason' in found) throw new Error(found.reason);
  const { counter } = found;
  t.equal(counter.countsIdleness, false);
  counter.begin([1, 2]);
  t.equal(counter.end([1, 2]), 2);
  counter.begin([2]);
  t.equal(counter.end([2]), null, 'of none of them does it tell');
});

await t.test(
  'a library that has no such call',
  { skip: skip || process.platform === 'darwin' },
  async (t) => {
    t.match(await openRusage('/no/such/library'), { reason: /does not tell/ });
  },
);
