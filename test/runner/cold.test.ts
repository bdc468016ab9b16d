/** Loads that come from the disk. */
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import { launchBenchmark, launchComparison } from '@dumont/runner';
import t from 'tap';
import { requestFor, writeFakeModel } from '../support/fake-model.ts';

const TMPFS = 0x0102_1994;
const skip = process.platform === 'linux' ? false : 'only Linux lets a program drop its files';

await t.test('the model is dropped from the page cache before each load', { skip }, async (t) => {
  const file = await writeFakeModel(t, { load: [{ do: 'compute', ms: 1 }] });
  const isOnDisk = (await statfs(file)).type !== TMPFS;
  const report = await launchBenchmark(requestFor(file, { cold: true, loads: 3 }));
  t.equal(report.error, null);
  t.equal(report.settings.cold, true);
  const { load } = report;
  t.strictSame(load?.cold?.loads, [isOnDisk, isOnDisk, isOnDisk]);
  t.equal(load?.cold?.warmMs === null, isOnDisk);
  t.equal(load?.ms.n, 3);
  t.equal(
    report.warnings.some(({ code }) => code === 'NOT_COLD'),
    !isOnDisk,
  );
});

await t.test('a report without says nothing of it', async (t) => {
  const report = await launchBenchmark(requestFor(await writeFakeModel(t, {})));
  t.equal(report.settings.cold, undefined);
  t.equal(report.load?.cold, undefined);
});

/** A file system in memory has nothing to drop. */
const MEMORY = '/dev/shm';
const isMemory = existsSync(MEMORY) && (await statfs(MEMORY)).type === TMPFS;
const skipInMemory = isMemory ? skip : 'no file system in memory is here';

await t.test(
  'a comparison tells of loads that were cached all the same',
  { skip: skipInMemory },
  async (t) => {
    const folder = await mkdtemp(path.join(MEMORY, 'dumont-test-'));
    t.teardown(() => rm(folder, { recursive: true }));
    const file = path.join(folder, 'model.onnx');
    await copyFile(await writeFakeModel(t, { load: [{ do: 'compute', ms: 1 }] }), file);
    const request = requestFor(file, { cold: true });
    const uncounted = { limit: 0.05, gated: false };
    const comparison = await launchComparison({
      kind: 'self-test',
      baseline: request,
      candidate: request,
      limits: { latency: uncounted, load: uncounted, first: uncounted, memory: uncounted },
      effort: { maxPairs: 1, budgetMs: null, adaptRuns: false },
    });
    t.equal(comparison.error, null);
    t.strictSame(
      comparison.processes.map(({ cold }) => cold),
      [false, false],
    );
    t.match(comparison.warnings, [{ code: 'NOT_COLD', message: /^2 of 2 loads/ }]);
  },
);
