/** What docs/architecture.md says that an addition touches is enough: each is made in a copy, which must compile and have it. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import t from 'tap';
import { ARCHITECTURE } from '../../tools/house/describe.ts';
import { ROOT } from '../../tools/house/fence.ts';
import { encodeTinyModel } from '../../tools/models/tiny-model.ts';
import type { Addition } from './additions/addition.ts';
import { runnerCommand, workerCommand } from './additions/command.ts';
import { engine } from './additions/engine.ts';
import { figure } from './additions/figure.ts';
import { layer } from './additions/layer.ts';
import { meter } from './additions/meter.ts';
import { modelFormat } from './additions/model-format.ts';
import { outputFormat } from './additions/output-format.ts';
import { provider } from './additions/provider.ts';
import { runnerSetting, workerSetting } from './additions/setting.ts';
import { copyPackages } from '../support/copy.ts';
import { runTool } from '../support/tool.ts';

const ADDITIONS: readonly Addition[] = [
  provider,
  engine,
  modelFormat,
  figure,
  meter,
  layer,
  outputFormat,
  runnerCommand,
  workerCommand,
  runnerSetting,
  workerSetting,
];
/** Beside its own folder. */
const MOST_FILES = 3;

const documented = readAdditions(await readFile(ARCHITECTURE, 'utf8'));
const copy = await copyPackages(t.testdir({}));
for (const name of ['tiny.onnx', 'tiny.sample']) await writeFile(path.join(copy, name), encodeTinyModel());

for (const { kind, own, edits } of ADDITIONS) {
  await t.test(`adding ${kind} touches what the documentation says`, async (t) => {
    const files = Object.keys(edits);
    t.same(files.toSorted(), documented.get(kind)?.toSorted());
    t.ok(files.filter((file) => !file.startsWith(own)).length <= MOST_FILES);
    for (const [file, edit] of Object.entries(edits)) await editFile(path.join(copy, file), edit);
  });
}

await t.test('with all additions it compiles', async (t) => {
  const tsc = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const { stdout } = await runTool(copy, tsc, '-p', 'tsconfig.json');
  t.equal(stdout, '');
});

for (const { kind, shows } of ADDITIONS) {
  await t.test(`${kind} that was added is there`, async (t) => {
    const said = await runInCopy(shows);
    for (const what of shows.says) t.match(said, what);
  });
}

/** @returns what the copied dumont-runner says, on standard output and in its files */
async function runInCopy({ program = 'runner', words, outputs = [] }: Addition['shows']): Promise<string> {
  const { stdout } = await execa(
    process.execPath,
    [
      '--conditions=dumont-source',
      path.join(copy, 'packages', program, 'src', 'cli', 'main.ts'),
      ...words,
      ...outputs.flatMap((file) => ['--output', file]),
    ],
    { cwd: copy, env: { DUMONT_DATA_DIR: path.join(copy, 'data') } },
  );
  const files = await Promise.all(outputs.map((file) => readFile(path.join(copy, file), 'utf8')));
  return [stdout, ...files].join('\n');
}

/** @returns for each heading `Adding …` the files of its list, with `sample` for `<name>` */
function readAdditions(text: string): Map<string, string[]> {
  const sections = text.split(/^#+ /m).flatMap((section) => {
    const kind = /^Adding (.+)$/m.exec(section)?.[1];
    const files = [...section.matchAll(/^[-*] `([^`]+)`/gm)].map(([, file = '']) => file);
    return kind === undefined
      ? []
      : [[kind, files.map((file) => file.replaceAll('<name>', 'sample'))] as const];
  });
  return new Map(sections);
}

async function editFile(file: string, edit: (text: string) => string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, edit(await readText(file)));
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
