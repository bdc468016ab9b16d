/** `npm run demo`: benchmarks real models on this machine and shows what a user would see. */
import path from 'node:path';
import { execa } from 'execa';
import { REAL_MODELS } from './models.ts';

const program = path.resolve(import.meta.dirname, '..', 'packages', 'runner', 'dist', 'cli', 'main.js');

for (const { name, file, flags } of REAL_MODELS) {
  const shown = ['--model', path.relative(process.cwd(), file), ...flags];
  process.stdout.write(`\n${name}\n$ dumont-runner ${shown.join(' ')}\n\n`);
  const result = await execa(process.execPath, [program, '--model', file, ...flags, '--no-history'], {
    stdio: 'inherit',
    reject: false,
  });
  if (result.exitCode !== 0) {
    process.exitCode = result.exitCode ?? 1;
    break;
  }
}
