import { before, type Addition } from './addition.ts';

const ROW = `  sample: {
    placeholder: 'time',
    help: 'a setting that a test adds',
    value: duration,
    initial: '43m',
  },
`;
const says = [/--sample <time>\s+a setting that a test adds\s+\(default:\s+43m\)/];

export const runnerSetting: Addition = {
  kind: 'a setting of the runner',
  own: 'packages/runner/src/cli/args/settings/',
  edits: {
    'packages/runner/src/cli/args/settings/limits.ts': before(`} as const satisfies SettingsTable;`, ROW),
  },
  shows: { words: ['--help'], says },
};

export const workerSetting: Addition = {
  kind: 'a setting of the worker',
  own: 'packages/supervisor/src/config/settings/',
  edits: {
    'packages/supervisor/src/config/settings/jobs.ts': before(`} as const satisfies SettingsTable;`, ROW),
  },
  shows: { program: 'supervisor', words: ['start', '--help'], says },
};
