/** `npm run check:all`: what must hold before a change of consequence is called done, beside `.ci/run`. It takes hours. */
import path from 'node:path';
import { execa } from 'execa';

const root = path.resolve(import.meta.dirname, '..', '..');

/** Each is an npm script with its own words. */
const CHECKS = [
  'test:node -- 22 24 26 --whole',
  'attack',
  'fuzz -- --count 2000',
  'chaos -- --kills 1000 --zombies 200',
  'soak -- --jobs 2000',
  'conformance',
];

const failed: string[] = [];
for (const check of CHECKS) {
  process.stdout.write(`\n== npm run ${check}\n`);
  const startMs = performance.now();
  const { exitCode } = await execa('npm', ['run', '--silent', ...check.split(' ')], {
    cwd: root,
    stdio: 'inherit',
    reject: false,
  });
  if (exitCode !== 0) failed.push(check);
  const minutes = (performance.now() - startMs) / 60_000;
  process.stdout.write(`${exitCode === 0 ? 'as it should be' : 'FAILED'}, ${minutes.toFixed(1)} minutes\n`);
}
process.stdout.write(failed.length === 0 ? '\nAll hold.\n' : `\nFAILED: ${failed.join(', ')}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
