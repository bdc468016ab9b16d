/** A sustained measurement by the real command. */
import { reportSchema } from '@dumont/protocol';
import t from 'tap';
import { prepareCommand } from '../support/command.ts';
import { writeTinyModel } from '../support/tiny-model.ts';

await t.test('runs are told by slices of time', async (t) => {
  const { exitCode, stdout } = await prepareCommand(t).run([
    ...['-m', writeTinyModel(t), '--sustain', '600ms', '--loads', '1', '-f', 'json'],
  ]);
  t.equal(exitCode, 0);
  const { sustained, inference, settings } = reportSchema.parse(JSON.parse(stdout));
  if (!sustained || inference === null) throw new Error('nothing sustained');
  t.equal(settings.durationMs, 600);
  t.ok(sustained.slices.length >= 2);
  t.equal(
    sustained.slices.reduce((sum, { runs }) => sum + runs, 0),
    inference.ms.n,
    'every run is in a slice',
  );
  t.ok(Math.abs(sustained.ratio - sustained.sustainedMs / sustained.burstMs) < 1e-9);
});
