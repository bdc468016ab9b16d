import { existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DumontError } from '@dumont/protocol';
import t, { type Test } from 'tap';
import { completeReport, failedReport } from '../../../../protocol/src/testing/sample-report.ts';
import { jsonFormat } from '../../reports/json.ts';
import { plainPaint } from '../../reports/paint.ts';
import { checkOutputs, writeOutput } from './output-files.ts';

const context = { planned: 2, width: 80, paint: plainPaint };

async function check(path: string) {
  const [target] = await checkOutputs([{ path, format: jsonFormat }], { keepGoingUnread: () => undefined });
  if (target === undefined) throw new Error('no target');
  return target;
}

async function refusal(t: Test, path: string): Promise<string> {
  return check(path).then(
    () => '',
    (error: unknown) => {
      t.match(error, { code: 'OUTPUT_FAILED', exitCode: 2 });
      return error instanceof DumontError ? error.message : '';
    },
  );
}

await t.test('a file is replaced after every report, and never half there', async (t) => {
  const folder = t.testdir({ 'result.json': 'old' });
  const path = join(folder, 'result.json');
  const target = await check(path);
  t.equal(readFileSync(path, 'utf8'), 'old', 'checking leaves it alone');
  await writeOutput(target, [completeReport], context, false);
  t.strictSame(JSON.parse(readFileSync(path, 'utf8')), [completeReport]);
  await writeOutput(target, [completeReport, failedReport], context, true);
  t.strictSame(JSON.parse(readFileSync(path, 'utf8')), [completeReport, failedReport]);
  t.strictSame(readdirSync(folder), ['result.json'], 'no temporary file is left');
});

await t.test('a new file is made only when there is something to write', async (t) => {
  const path = join(t.testdir(), 'new.json');
  const target = await check(path);
  t.notOk(existsSync(path));
  await writeOutput(target, [completeReport], context, true);
  t.ok(existsSync(path));
});

await t.test('what cannot be written is refused before anything runs', async (t) => {
  const folder = t.testdir({ 'folder.json': {}, 'file.json': '' });
  t.match(await refusal(t, join(folder, 'folder.json')), /^Cannot write .*folder\.json: it is a folder\.$/);
  t.match(await refusal(t, join(folder, 'missing', 'x.json')), /the folder does not exist\.$/);
  t.match(await refusal(t, join(folder, 'file.json', 'x.json')), /^Cannot write /);
});

await t.test(
  'links and devices stay what they are',
  { skip: process.platform === 'win32' && 'POSIX files' },
  async (t) => {
    const folder = t.testdir({ 'real.json': 'old' });
    const link = join(folder, 'link.json');
    symlinkSync('real.json', link);
    await writeOutput(await check(link), [completeReport], context, true);
    t.strictSame(JSON.parse(readFileSync(join(folder, 'real.json'), 'utf8')), [completeReport]);
    t.equal(readFileSync(link, 'utf8'), readFileSync(join(folder, 'real.json'), 'utf8'));

    const sink = join(folder, 'null.json');
    symlinkSync('/dev/null', sink);
    const target = await check(sink);
    t.equal(target.kind, 'stream');
    await writeOutput(target, [completeReport], context, true);
    t.ok(statSync('/dev/null').isCharacterDevice(), 'the device was not replaced by a file');
  },
);

await t.test(
  'a full disk is reported in words',
  { skip: !existsSync('/dev/full') && 'needs /dev/full' },
  async (t) => {
    const full = join(t.testdir(), 'full.json');
    symlinkSync('/dev/full', full);
    const target = await check(full);
    await t.rejects(writeOutput(target, [completeReport], context, true), {
      code: 'OUTPUT_FAILED',
      message: /^Cannot write .*full\.json: no space is left on the device\.$/,
    });
  },
);

await t.test(
  'permissions of a replaced file are kept',
  { skip: process.platform === 'win32' && 'POSIX files' },
  async (t) => {
    const path = join(t.testdir(), 'private.json');
    writeFileSync(path, '', { mode: 0o600 });
    await writeOutput(await check(path), [completeReport], context, true);
    t.equal(statSync(path).mode & 0o777, 0o600);
  },
);
