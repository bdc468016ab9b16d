/** `npm run test:node -- 22 24`: the tests of what Node itself may change, on other lines of Node, brought from npm. */
import { runTap } from './run-tap.ts';
import { fetchNode } from '../setup/other-node.ts';
import { prepareTestPrograms } from '../setup/test-programs.ts';

/** Processes and what they say to each other, permissions, files, HTTP, SQLite, signals. Pure logic is the same everywhere. */
const TESTS = [
  'packages/runner',
  'packages/supervisor',
  ...['cli', 'history', 'launch', 'sampling', 'sandbox'].map((name) => `test/runner/${name}.test.ts`),
  'packages/engines/src/onnx/native',
  'test/onnx/same-outputs.test.ts',
  'test/models',
  'test/supervisor/service.test.ts',
];

const lines = process.argv.slice(2);
if (lines.length === 0) throw new Error('usage: npm run test:node -- <line of Node, such as 22> …');

await prepareTestPrograms();
for (const line of lines) {
  process.stdout.write(`\nOn Node ${line}\n`);
  const node = await fetchNode(line);
  process.exitCode = await runTap(node, ['--disable-coverage', '--reporter=terse', ...TESTS]);
  if (process.exitCode !== 0) break;
}
