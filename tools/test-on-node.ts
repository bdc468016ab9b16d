/** `npm run test:node -- 22 24`: the unit and runner tests on other lines of Node, brought from npm. */
import { runTap } from './run-tap.ts';
import { ensureBubblewrap } from './setup/bubblewrap.ts';
import { fetchNode } from './setup/other-node.ts';

const lines = process.argv.slice(2);
if (lines.length === 0) throw new Error('usage: npm run test:node -- <line of Node, such as 22> …');

await ensureBubblewrap();
for (const line of lines) {
  process.stdout.write(`\nOn Node ${line}\n`);
  const node = await fetchNode(line);
  process.exitCode = await runTap(node, [
    '--disable-coverage',
    '--reporter=terse',
    'packages',
    'test/runner',
    'test/models',
  ]);
  if (process.exitCode !== 0) break;
}
