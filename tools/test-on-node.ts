/** `npm run test:node -- 22 24`: the unit and runner tests on other lines of Node, brought from npm. */
import path from 'node:path';
import { execa } from 'execa';
import { fetchNode } from './setup/other-node.ts';

const root = path.resolve(import.meta.dirname, '..');
const tap = path.join(root, 'node_modules', 'tap', 'dist', 'esm', 'run.mjs');
const lines = process.argv.slice(2);
if (lines.length === 0) throw new Error('usage: npm run test:node -- <line of Node, such as 22> …');

for (const line of lines) {
  const node = await fetchNode(line);
  process.stdout.write(`\nOn Node ${line}\n`);
  const result = await execa(
    node,
    [tap, 'run', '--disable-coverage', '--reporter=terse', 'packages', path.join('test', 'runner')],
    { cwd: root, stdio: 'inherit', reject: false, env: { PATH: withFirst(path.dirname(node)) } },
  );
  if (result.exitCode !== 0) {
    process.exitCode = 1;
    break;
  }
}

function withFirst(folder: string): string {
  return [folder, process.env['PATH'] ?? ''].join(path.delimiter);
}
