import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { storedReportSchema, type ReportInput } from '@dumont/protocol';
import t from 'tap';
import { passedComparison } from '../../../protocol/src/testing/sample-comparison.ts';
import { completeReport, failedReport } from '../../../protocol/src/testing/sample-report.ts';
import { readVersion1 } from '../../../protocol/src/testing/stored.ts';
import { dataFolder } from '../host/data-folder.ts';
import { History } from './history.ts';

/** Of `version-1/complete.json`, as every Dumont has reckoned it. */
const SERIES_OF_VERSION_1 = '2765b766fbdf4fd7';

await t.test('the folder is the one named, else the platform’s own', async (t) => {
  t.equal(dataFolder({ DUMONT_DATA_DIR: '/d', XDG_DATA_HOME: '/x' }, 'linux', '/h'), '/d');
  t.equal(dataFolder({ XDG_DATA_HOME: '/x' }, 'linux', '/h'), path.join('/x', 'dumont'));
  t.equal(
    dataFolder({ XDG_DATA_HOME: 'relative' }, 'linux', '/h'),
    path.join('/h', '.local', 'share', 'dumont'),
  );
  t.equal(dataFolder({}, 'darwin', '/h'), path.join('/h', 'Library', 'Application Support', 'dumont'));
  t.equal(dataFolder({ LOCALAPPDATA: 'L' }, 'win32', '/h'), path.join('L', 'dumont'));
});

await t.test('what is kept comes back whole, from the next process too', async (t) => {
  const folder = path.join(t.testdir(), 'new', 'data');
  const first = await History.open(folder);
  first.add(completeReport);
  first.add(failedReport);
  first.close();
  const second = await History.open(folder);
  t.teardown(() => {
    second.close();
  });
  second.add(passedComparison);
  t.match(second.list({ name: null, limit: 10 }), [
    { id: 1, kind: 'benchmark', outcome: 'complete', median_ms: completeReport.inference?.ms.median },
    { id: 2, kind: 'benchmark', outcome: 'RUNNER_CRASHED', median_ms: null },
    { id: 3, kind: 'comparison', outcome: 'pass' },
  ]);
  t.strictSame(second.read(1), completeReport);
  t.strictSame(second.read(3), passedComparison);
  t.equal(second.read(4), undefined);
  t.strictSame(
    second.list({ name: 'v5', limit: 10 }).map(({ id }) => id),
    [3],
  );
  t.strictSame(
    second.list({ name: null, limit: 2 }).map(({ id }) => id),
    [2, 3],
  );
  if (process.platform !== 'win32') t.equal(statSync(folder).mode & 0o077, 0, 'others cannot look in');
});

await t.test('only the same model with the same inputs and settings is a series', async (t) => {
  const history = await History.open(t.testdir());
  history.add(completeReport);
  history.add({
    ...completeReport,
    createdUtc: '2026-04-01T00:00:00.000Z',
    engine: { ...completeReport.engine, version: '1.31.0' },
  });
  history.add({ ...completeReport, settings: { ...completeReport.settings, intraOpThreads: 1 } });
  history.add({ ...completeReport, settings: { ...completeReport.settings, cpuArena: false } });
  for (const api of ['native', 'node'] as const)
    history.add({ ...completeReport, engine: { ...completeReport.engine, api } });
  for (const version of ['1.30.0', '1.32.0']) {
    const library = { version, sha256: 'f'.repeat(64) };
    history.add({ ...completeReport, engine: { ...completeReport.engine, api: 'native', version, library } });
  }
  const series = history.list({ name: null, limit: 10 }).map((row) => row.series);
  const [first, newer, other, withoutArena, native, node, old, recent] = series;
  history.close();
  t.equal(first, newer);
  t.not(first, other);
  t.not(first, withoutArena);
  t.not(native, node, 'called in another way');
  t.not(old, recent, 'another version of the library');
});

await t.test('models that differ in weights alone are series of their own', async (t) => {
  const folder = t.testdir();
  const history = await History.open(folder);
  const { model } = completeReport;
  // As it was written when only the graph's checksum was known.
  const old = storedReportSchema.parse(readVersion1('complete'));
  history.add(old);
  for (const digest of ['a', 'b', 'a'])
    history.add({ ...old, model: { ...old.model, digest: digest.repeat(64) } });
  const files = [{ name: old.model.fileName, bytes: 1, sha256: model.sha256 ?? '' }];
  history.add({ ...old, model: { ...old.model, files } });
  const [before, one, other, again, single] = history
    .list({ name: null, limit: 10 })
    .map((row) => row.series);
  history.close();
  t.equal(one, again);
  t.equal(new Set([before, one, other]).size, 3);
  t.equal(before, single, 'a model of one file goes on in its series');
  t.equal(before, SERIES_OF_VERSION_1, 'the keys that are stored mean what they meant');
});

await t.test('loads from the disk are a series of their own', async (t) => {
  const history = await History.open(t.testdir());
  const { settings } = completeReport;
  history.add(completeReport);
  history.add({ ...completeReport, settings: { ...settings, cold: true } });
  const [cold, cached] = history.list({ name: null, limit: 10 }).map((row) => row.series);
  history.close();
  t.not(cold, cached);
});

await t.test('what was given is another series; what was made up is not', async (t) => {
  const history = await History.open(t.testdir());
  const given: Partial<ReportInput>[] = [
    { source: 'random' },
    { source: 'searched' },
    { source: 'value', value: '1' },
    { source: 'value', value: '2' },
    { source: 'file', sha256: 'e'.repeat(64) },
    { source: 'file', sha256: 'f'.repeat(64) },
  ];
  for (const one of given)
    history.add({ ...completeReport, inputs: completeReport.inputs.map((input) => ({ ...input, ...one })) });
  const series = history.list({ name: null, limit: 10 }).map((row) => row.series);
  history.close();
  t.equal(series[0], series[1]);
  t.equal(new Set(series).size, 5);
});

await t.test('runs of a version 1 history go on in the series of new ones', async (t) => {
  const folder = t.testdir();
  const old = readVersion1('nodeApi');
  const report = storedReportSchema.parse(old);
  (await History.open(folder)).close();
  const database = new DatabaseSync(path.join(folder, 'history.sqlite'));
  const put = database.prepare(
    `INSERT INTO runs (created_utc, kind, series, model, compute_unit, outcome, document)
     VALUES ('2026-03-01T00:00:00.000Z', 'benchmark', 'of version 1', 'm.onnx', 'CPU (ONNX)', 'complete', ?)`,
  );
  for (const text of [JSON.stringify(old), '{}', 'damaged']) put.run(text);
  database.exec('PRAGMA user_version = 1');
  const history = await History.open(folder);
  t.teardown(() => {
    history.close();
  });
  const series = (): string[] => history.list({ name: null, limit: 10 }).map((row) => row.series);
  t.strictSame(series(), ['of version 1', 'of version 1', 'of version 1'], 'reading writes nothing');
  history.add(report);
  const [sorted, unreadable, damaged, added] = series();
  t.equal(sorted, added);
  t.strictSame([unreadable, damaged], ['of version 1', 'of version 1']);
  const documents = database.prepare('SELECT document FROM runs WHERE id <= 3').all();
  t.strictSame(
    documents.map(({ document }) => document),
    [JSON.stringify(old), '{}', 'damaged'],
  );
  database.close();
});

await t.test('what is old, or too much, goes', async (t) => {
  const history = await History.open(t.testdir());
  for (const day of ['01', '02', '03', '04'])
    history.add({ ...completeReport, createdUtc: `2026-03-${day}T00:00:00.000Z` });
  t.equal(history.prune({ keep: 100, sinceUtc: '2026-03-02T00:00:00.000Z' }), 1);
  t.equal(history.prune({ keep: 1, sinceUtc: '2000-01-01T00:00:00.000Z' }), 2);
  t.strictSame(
    history.list({ name: null, limit: 10 }).map(({ id }) => id),
    [4],
  );
  history.close();
});

await t.test('a report of very many runs is kept without them', async (t) => {
  const history = await History.open(t.testdir());
  const { inference } = completeReport;
  if (inference === null) throw new Error('the sample has runs');
  history.add({
    ...completeReport,
    inference: { ...inference, samplesMs: new Array<number>(500_000).fill(1.25) },
  });
  const kept = history.read(1);
  history.close();
  t.match(kept, { inference: { samplesMs: [], ms: { n: inference.ms.n } } });
});

await t.test('rows of version 1 stay as they were written, and are read as those of today', async (t) => {
  const folder = t.testdir();
  const history = await History.open(folder);
  t.teardown(() => {
    history.close();
  });
  history.add(completeReport);
  const database = new DatabaseSync(path.join(folder, 'history.sqlite'));
  t.teardown(() => {
    database.close();
  });
  const put = (document: unknown): void => {
    database
      .prepare(
        `INSERT INTO runs (created_utc, kind, series, model, compute_unit, outcome, median_ms, document)
         SELECT created_utc, kind, series, model, compute_unit, outcome, median_ms, ? FROM runs WHERE id = 1`,
      )
      .run(JSON.stringify(document));
  };
  const old = [readVersion1('early'), readVersion1('complete'), readVersion1('comparison')];
  for (const document of [...old, { ...completeReport, schema: 'dumont.report/3' }, { schema: 'x' }])
    put(document);
  t.match(history.read(2), { schema: 'dumont.report/2', createdUtc: old[0]?.['createdUtc'] });
  t.match(history.read(3), { schema: 'dumont.report/2', load: old[1]?.['load'] });
  t.match(history.read(4), { schema: 'dumont.comparison/2', baseline: { schema: 'dumont.report/2' } });
  t.throws(() => history.read(5), {
    code: 'USAGE',
    message: /^run 5 of the history cannot be read: a newer Dumont wrote it, as dumont\.report\/3/,
  });
  t.throws(() => history.read(6), { code: 'USAGE', message: /^run 6 of the history cannot be read: schema/ });
  t.strictSame(
    history.list({ name: null, limit: 10 }).map(({ id }) => id),
    [1, 2, 3, 4, 5, 6],
  );
  const kept = database.prepare('SELECT document FROM runs WHERE id = 3').get();
  t.equal(kept?.['document'], JSON.stringify(old[1]), 'nothing is written again');
});

await t.test('a file that is no database is not overwritten', async (t) => {
  const folder = t.testdir();
  writeFileSync(
    path.join(folder, 'history.sqlite'),
    'something else, and long enough to be looked at '.repeat(50),
  );
  await t.rejects(History.open(folder), /not a database/);
});
