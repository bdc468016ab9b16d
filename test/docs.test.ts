/** Documentation that lists what the code has. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCatalogue } from '@dumont/protocol';
import t from 'tap';
import { describeRunnerSettings, describeWorkerSettings } from '../tools/describe-configuration.ts';

const docs = path.resolve(import.meta.dirname, '../docs');

await t.test('every error code stands beside its exit code', async (t) => {
  const rows = (await readFile(path.join(docs, 'exit-codes.md'), 'utf8')).split('\n');
  for (const [code, { exitCode }] of Object.entries(errorCatalogue)) {
    const row = rows.find((line) => line.includes(`\`${code}\``));
    t.match(row, new RegExp(`^\\| ${exitCode} +\\|`), code);
  }
});

await t.test('the references of settings are the ones that the code has', async (t) => {
  const hint = 'npm run write:configuration';
  t.equal(await readFile(path.join(docs, 'configuration.md'), 'utf8'), await describeWorkerSettings(), hint);
  t.equal(
    await readFile(path.join(docs, 'runner-settings.md'), 'utf8'),
    await describeRunnerSettings(),
    hint,
  );
});
