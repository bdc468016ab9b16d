/** Documentation that lists what the code has. */
import { existsSync } from 'node:fs';
import { glob, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCatalogue } from '@dumont/protocol';
import t from 'tap';
import { describeRunnerSettings, describeWorkerSettings } from '../tools/write/describe-configuration.ts';

const root = path.resolve(import.meta.dirname, '..');
const docs = path.join(root, 'docs');

/** A file or folder of this repository, packages by their own names too; `<name>` in it stands for one to be made. */
const PATH_NAMED =
  /`((?:packages|test|tools|docs|examples|(?:protocol|engines|runner|supervisor)\/src)\/[\w./{},-]*)`/g;
const PACKAGE_SOURCES = /^\w+\/src\//;
const ALTERNATIVES = /\{(.*?)\}/;

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

await t.test('every path that a document names is there', async (t) => {
  for await (const document of glob(['*.md', 'docs/**/*.md', 'tools/*/*.md'], { cwd: root })) {
    const text = await readFile(path.join(root, document), 'utf8');
    const named = [...text.matchAll(PATH_NAMED)].flatMap(([, name = '']) => expand(name));
    t.same(
      named.filter(
        (name) => !existsSync(path.join(root, PACKAGE_SOURCES.test(name) ? 'packages' : '', name)),
      ),
      [],
      document,
    );
  }
});

function expand(name: string): string[] {
  const alternatives = ALTERNATIVES.exec(name)?.[1]?.split(',');
  return alternatives?.map((one) => name.replace(ALTERNATIVES, one)) ?? [name];
}

await t.test('every decision has a status, and is in their index', async (t) => {
  const index = await readFile(path.join(docs, 'adr', 'README.md'), 'utf8');
  const listed = [...index.matchAll(/\[(.*)\]\((\d{4}-[\w-]+\.md)\)/g)];
  const files = (await readdir(path.join(docs, 'adr'))).filter((file) => file !== 'README.md').sort();
  t.same(
    listed.map(([, , file]) => file),
    files,
  );
  for (const [, title = '', file = ''] of listed) {
    const text = await readFile(path.join(docs, 'adr', file), 'utf8');
    t.ok(text.startsWith(`# ${title}\n\n**Status.** `), file);
    for (const [, by = ''] of text.matchAll(/superseded by [^(]*\((.*?)\)/g)) t.ok(files.includes(by), by);
  }
});
