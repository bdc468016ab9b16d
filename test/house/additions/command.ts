import { before, inTurn, written, type Addition } from './addition.ts';

const sampleCommand = (settings: string, from: string) => `import { ${settings} } from '${from}';
import { defineCommand } from './command.ts';

export const sample = defineCommand({
  name: 'sample',
  summary: 'a command that a test adds',
  examples: ['sample'],
  settings: ${settings},
  run: () => Promise.resolve(0),
});
`;
const inIndex = (lastImport: string) =>
  inTurn(before(lastImport, `import { sample } from './sample.ts';\n`), before(`];\n`, `, sample`));

export const runnerCommand: Addition = {
  kind: 'a command of the runner',
  own: 'packages/runner/src/cli/commands/',
  edits: {
    'packages/runner/src/cli/commands/sample.ts': written(
      sampleCommand('COMMON_SETTINGS', '../args/settings/results.ts'),
    ),
    'packages/runner/src/cli/commands/index.ts': inIndex(`\n/** What is done where no other`),
  },
  shows: { words: ['--help'], says: [/sample \[options\] +a command that a test adds/] },
};

export const workerCommand: Addition = {
  kind: 'a command of the worker',
  own: 'packages/supervisor/src/cli/commands/',
  edits: {
    'packages/supervisor/src/cli/commands/sample.ts': written(sampleCommand('WHERE', './command.ts')),
    'packages/supervisor/src/cli/commands/index.ts': inIndex(`\nexport const COMMANDS`),
  },
  shows: {
    program: 'supervisor',
    words: ['--help'],
    says: [/sample \[options\] +a command that a test adds/],
  },
};
