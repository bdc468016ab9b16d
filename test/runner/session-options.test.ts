/** Options that the runtime decides by itself, from the flag to the session and the report: the real program, spawned. */
import { reportSchema } from '@dumont/protocol';
import t from 'tap';
import { FAKE_ENGINE, prepareCommand } from '../support/command.ts';
import { QUICK, writeTinyModel } from '../support/tiny-model.ts';

const SPINNING = ['--intra-op-spinning', 'off'];

await t.test('what is given reaches the session and stands in the report', async (t) => {
  const command = prepareCommand(t);
  const args = ['-m', writeTinyModel(t), ...QUICK, '-f', 'json'];
  const memory = ['--cpu-arena', 'off', '--memory-pattern', 'off'];
  const { stdout } = await command.run([...args, ...SPINNING, ...memory, '--session-option', 'session.a=1']);
  t.match(reportSchema.parse(JSON.parse(stdout)), {
    status: 'complete',
    settings: {
      intraOpSpinning: false,
      cpuArena: false,
      memoryPattern: false,
      sessionEntries: { 'session.a': '1' },
    },
  });
});

await t.test('onnxruntime-node is not asked for what it cannot do', async (t) => {
  const args = ['-m', writeTinyModel(t), ...QUICK, '-f', 'json', '--runtime-api', 'node'];
  const refused = await prepareCommand(t).run([...args, ...SPINNING]);
  t.equal(refused.exitCode, 2);
  t.equal(refused.stdout, '');
  t.match(refused.stderr, /onnxruntime-node cannot take --intra-op-spinning/);
});

await t.test('an engine that does not say that it takes an option is not asked for it', async (t) => {
  const args = ['-m', writeTinyModel(t), ...QUICK, '-f', 'json', '--engine', FAKE_ENGINE];
  const refused = await prepareCommand(t).run([...args, '--cpu-arena', 'off']);
  t.equal(refused.exitCode, 2);
  t.equal(refused.stdout, '');
  t.match(refused.stderr, /does not say that it takes --cpu-arena/);
});
