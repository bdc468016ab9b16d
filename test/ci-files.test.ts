/** The files that are meant for CI systems are what those take. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { validateAction, validateWorkflow } from '@action-validator/core';
import t from 'tap';
import { parse } from 'yaml';
import { z } from 'zod';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

await t.test('the action and the workflow are valid by their public schemas', async (t) => {
  t.strictSame(validateAction(read('action.yml')).errors, []);
  t.strictSame(validateWorkflow(read('examples/ci/github-workflow.yml')).errors, []);
  t.strictSame(validateWorkflow(read('.github/workflows/macos.yml')).errors, []);
  const broken = read('action.yml').replace('using: composite', 'using: nothing');
  t.ok(validateAction(broken).errors.length > 0, 'and the check can fail');
});

await t.test('the action hands what a stranger can name to scripts by variables alone', async (t) => {
  const action = z
    .object({ runs: z.object({ steps: z.array(z.object({ run: z.string().optional() })) }) })
    .parse(parse(read('action.yml')));
  const scripts = action.runs.steps.flatMap(({ run }) => run ?? []);
  t.equal(scripts.length, 3);
  for (const script of scripts) t.notMatch(script, /\$\{\{/);
});

await t.test('the workflow for macOS runs commands that there are, on Apple silicon', async (t) => {
  const step = z.object({ run: z.string().optional() });
  const job = z.object({ 'runs-on': z.string(), steps: z.array(step) });
  const { jobs } = z
    .object({ jobs: z.record(z.string(), job) })
    .parse(parse(read('.github/workflows/macos.yml')));
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(read('package.json')));
  const commands = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
  const names = commands.flatMap((command) => /^npm (?:run )?(\S+)/.exec(command)?.[1] ?? []);
  t.strictSame(names, ['test', 'verify:mac']);
  for (const name of names) t.ok(scripts[name], name);
  for (const { 'runs-on': machine } of Object.values(jobs))
    t.match(machine, /^macos-\d+$/, 'not -large, which is Intel');
});

await t.test('the GitLab template has the jobs, reports and artifacts that the gate leaves', async (t) => {
  const job = z.object({
    script: z.array(z.string()),
    artifacts: z.object({ paths: z.array(z.string()), reports: z.record(z.string(), z.string()) }),
  });
  const file = z.looseObject({ '.dumont': job, dumont: z.object({ extends: z.literal('.dumont') }) });
  const { '.dumont': template } = file.parse(parse(read('examples/ci/gitlab-ci.yml')));
  t.match(template.script.at(-1), /gate\.sh$/);
  t.strictSame(template.artifacts.reports, { junit: 'dumont-junit.xml', metrics: 'metrics.txt' });
});
