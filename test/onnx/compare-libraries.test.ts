/** Is the new version faster? Both in turn, and both named. */
import t from 'tap';
import { comparisonSchema } from '@dumont/protocol';
import { prepareCommand } from '../support/command.ts';
import { skipWithoutWheels, wheelOf } from '../support/onnxruntime-wheels.ts';
import { writeTinyModel } from '../support/tiny-model.ts';
import { sha256, SHIPPED } from './support/with-library.ts';

await t.test('one version is compared with another', { skip: skipWithoutWheels }, async (t) => {
  const { exitCode, stdout } = await prepareCommand(t).run([
    ...[
      '-m',
      writeTinyModel(t),
      '-n',
      '2',
      '--warmup',
      '0',
      '--pairs',
      '6',
      '--sandbox',
      'off',
      '-f',
      'json',
    ],
    ...['--onnxruntime', wheelOf('1.32.0'), '--vs-option', 'onnxruntime=shipped'],
  ]);
  const { baseline, candidate, differences, error } = comparisonSchema.parse(JSON.parse(stdout));
  t.equal(error, null);
  t.ok([0, 20, 21].includes(exitCode ?? -1), `a verdict, whichever: ${exitCode}`);
  t.equal(candidate?.engine.library?.version, '1.32.0');
  t.equal(baseline.engine.library?.sha256, sha256(SHIPPED));
  t.match(
    differences.find(({ field }) => field === 'ONNX Runtime library'),
    {
      baseline: `${baseline.engine.version} (sha256 ${sha256(SHIPPED).slice(0, 12)})`,
      candidate: /^1\.32\.0 \(sha256 [0-9a-f]{12}\)$/,
    },
  );
});
