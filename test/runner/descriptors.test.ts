/** What whoever starts Dumont has open stays out of the isolated processes, and stays open for Dumont itself. */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { reportSchema } from '@dumont/protocol';
import { execa, execaSync } from 'execa';
import t from 'tap';
import { COMMAND_ARGUMENTS, prepareCommand } from '../support/command.ts';
import { QUICK, writeTinyModel } from '../support/tiny-model.ts';

const skip = bash() ? false : 'needs bash';

for (const mode of ['auto', 'off']) {
  await t.test(`--sandbox ${mode}: started with open descriptors`, { skip }, async (t) => {
    const command = prepareCommand(t);
    const script = 'exec 22</ 40</etc 200</ 251<"$1"; shift; exec "$@"';
    const words = [...COMMAND_ARGUMENTS, '-m', writeTinyModel(t), ...QUICK, '-f', 'json', '--sandbox', mode];
    const { stdout } = await execa(
      'bash',
      ['-c', script, 'bash', '/etc/passwd', process.execPath, ...words],
      {
        env: command.environment,
        extendEnv: false,
      },
    );
    t.match(reportSchema.parse(JSON.parse(stdout)), { status: 'complete', error: null });
  });
}

await t.test('a descriptor that is an output is written to', { skip }, async (t) => {
  const command = prepareCommand(t);
  const file = command.temporary('results.gz');
  const script = 'file=$1; shift; "$@" -o >(gzip > "$file"); wait $!';
  const words = [...COMMAND_ARGUMENTS, '-m', writeTinyModel(t), ...QUICK, '-f', 'json', '--quiet'];
  await execa('bash', ['-c', script, 'bash', file, process.execPath, ...words], {
    env: command.environment,
    extendEnv: false,
  });
  t.ok(existsSync(file));
  const written = gunzipSync(readFileSync(file)).toString();
  t.equal(reportSchema.parse(JSON.parse(written)).status, 'complete');
});

function bash(): boolean {
  return !execaSync('bash', ['-c', 'exec 200</'], { reject: false }).failed;
}
