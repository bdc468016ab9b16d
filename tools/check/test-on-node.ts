/** `npm run test:node -- 22 24 [--whole]`: the tests of what Node itself may change, on other lines of Node, brought from npm. */
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
];
/** Takes minutes, and an installed worker runs on each line in `npm run check:packages`. */
const WHOLE = 'test/supervisor/service.test.ts';

const isWhole = process.argv.includes('--whole');
const lines = process.argv.slice(2).filter((word) => word !== '--whole');
if (lines.length === 0) throw new Error('usage: npm run test:node -- <line of Node, such as 22> … [--whole]');
const tests = isWhole ? [...TESTS, WHOLE] : TESTS;

await prepareTestPrograms();
for (const line of lines) {
  process.stdout.write(`\nOn Node ${line}\n`);
  const node = await fetchNode(line);
  process.exitCode = await runTap(node, ['--disable-coverage', '--reporter=terse', ...tests]);
  if (process.exitCode !== 0) break;
}
