/** Loads that come from the disk. */
import { statfs } from 'node:fs/promises';
import { launchBenchmark } from '@dumont/runner';
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
