/** Every format of a report of CoreML, by the real command on the fake: each says what the placement is, and that it was planned. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { prepareCommand } from '../support/command.ts';
import { enginePackage, renamedModel, skip } from './fake.ts';

const SAYS = {
  'r.txt': /Placement +partial: part is planned for another unit, and nobody saw/,
  'r.json': /"unverified": ?"on a Mac"[\s\S]*"source": ?"plan"/,
  'r.ndjson': /"restsOn":\["plan"\]/,
  'r.csv': /,placement_rests_on[\s\S]*,partial,[\s\S]*,plan/,
  'r.md': /unverified on a Mac[\s\S]*planned, 20 % of the estimated work/,
  'r.html': /planned, 80 % of the estimated work/,
  'r.xml': /placement partial: .*UNIT_NOT_SEEN: /,
  'r.prom': /dumont_placement\{.*verdict="partial",rests_on="plan".*\} 1/,
} as const;

await t.test('all formats', { skip }, async (t) => {
  const command = prepareCommand(t);
  const engine = enginePackage(t);
  const folder = path.dirname(engine);
  const model = await renamedModel(folder, 'partial.mlpackage', 'program.mlpackage');
  const files = Object.keys(SAYS).filter((file) => file !== 'r.txt');
  const { exitCode, stdout, stderr } = await command.run([
    ...[
      '--model',
      model,
      '--engine',
      engine,
      '--compute-unit',
      'coreml-gpu',
      '--sandbox',
      'off',
      '--no-history',
    ],
    ...['--loads', '1', '--runs', '3', '--warmup', '1', '--no-drift', '--format', 'table'],
    ...files.flatMap((file) => ['--output', path.join(folder, file)]),
  ]);
  t.equal(exitCode, 0, stderr);
  for (const [file, pattern] of Object.entries(SAYS)) {
    const text =
      file === 'r.txt' ? stdout.replace(/\s+/g, ' ') : await readFile(path.join(folder, file), 'utf8');
    t.match(text, pattern, file);
  }
});
