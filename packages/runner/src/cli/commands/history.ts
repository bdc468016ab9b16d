/** `dumont-runner history …`: what was run on this machine before. */
import { DumontError } from '@dumont/protocol';
import { count, parsedText, type SettingsTable } from '@dumont/protocol/settings';
import { formatCount } from '../../reports/quantity.ts';
import { COMMON_SETTINGS, RESULT_SETTINGS } from '../args/settings/results.ts';
import { withHistory } from '../output/user-history.ts';
import { defineCommand, type CommandGroup } from './command.ts';
import { ALL_RUNS, showRuns } from './history/show-runs.ts';

const MS_PER_DAY = 86_400_000;

const SHOWN_SETTINGS = {
  name: {
    placeholder: 'text',
    help: 'models whose names hold this',
    value: parsedText('a part of a name', (given) => given || undefined),
  },
  limit: { placeholder: 'n', help: 'the newest so many', value: count(1, ALL_RUNS) },
  ...RESULT_SETTINGS,
  ...COMMON_SETTINGS,
} as const satisfies SettingsTable;

const list = defineCommand({
  name: 'list',
  summary: 'list the runs, and how each model has changed',
  examples: ['dumont-runner history list --name resnet --limit 50'],
  settings: SHOWN_SETTINGS,
  run: ({ values, surroundings }) => showRuns('list', [], values, surroundings),
});

const show = defineCommand({
  name: 'show',
  summary: 'show runs by their numbers',
  words: { syntax: '<number...>', help: 'numbers of the list' },
  examples: ['dumont-runner history show 17 -f markdown'],
  settings: SHOWN_SETTINGS,
  run: ({ values, words, surroundings }) => showRuns('show', words, values, surroundings),
});

const exportAll = defineCommand({
  name: 'export',
  summary: 'print all reports, by --format ndjson or another',
  examples: ['dumont-runner history export -f ndjson > runs.ndjson'],
  settings: SHOWN_SETTINGS,
  run: ({ values, surroundings }) => showRuns('export', [], values, surroundings),
});

const prune = defineCommand({
  name: 'prune',
  summary: 'remove old runs',
  examples: ['dumont-runner history prune --older-than 90', 'dumont-runner history prune --keep 1000'],
  settings: {
    keep: { placeholder: 'n', help: 'the newest so many stay', value: count(0, ALL_RUNS) },
    olderThan: { placeholder: 'days', help: 'what is older goes', value: count(0, ALL_RUNS) },
    ...COMMON_SETTINGS,
  },
  run: async ({ values: { keep, olderThan }, surroundings: { stdout } }) => {
    if (keep === null && olderThan === null) {
      throw new DumontError('USAGE', 'say what may go: --older-than 90 (days) or --keep 1000 (runs)');
    }
    await withHistory(async (history) => {
      const since = olderThan === null ? 0 : Date.now() - olderThan * MS_PER_DAY;
      const gone = history.prune({ keep: keep ?? ALL_RUNS, sinceUtc: new Date(since).toISOString() });
      await stdout.write(`${formatCount(gone, 'run')} removed from the history.\n`);
    });
    return 0;
  },
});

export const history: CommandGroup = {
  name: 'history',
  summary: 'show what was measured on this machine before',
  examples: [
    'dumont-runner history list --name resnet --limit 50',
    'dumont-runner history show 17 -f markdown',
    'dumont-runner history export -f ndjson > runs.ndjson',
    'dumont-runner history prune --older-than 90',
  ],
  notes: "Kept in DUMONT_DATA_DIR, or the user's own folder for data.",
  commands: [list, show, exportAll, prune],
};
