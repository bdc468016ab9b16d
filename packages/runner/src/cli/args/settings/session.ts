/** How the engine runs the model. */
import { choiceOf, count, SWITCH, type SettingsTable } from '@dumont/protocol/settings';
import { DEFAULT_REQUEST } from '../../../benchmark/launch/default-request.ts';

const MAX_THREADS = 1024;
const GRAPH_OPTIMIZATIONS = ['disabled', 'basic', 'extended', 'all'] as const;
const EXECUTION_MODES = ['sequential', 'parallel'] as const;
const PLACEMENTS = ['off', 'report', 'strict'] as const;

/** What a baseline may have otherwise. */
export const ENGINE_OPTION_SETTINGS = {
  intraOpThreads: {
    placeholder: 'n',
    help: "threads within an operator (default: the engine's)",
    value: count(1, MAX_THREADS),
  },
  interOpThreads: {
    placeholder: 'n',
    help: "threads across operators (default: the engine's)",
    value: count(1, MAX_THREADS),
  },
  graphOptimization: {
    placeholder: 'x',
    help: 'rewriting of the graph at load',
    ...choiceOf(GRAPH_OPTIMIZATIONS),
    initial: DEFAULT_REQUEST.session.graphOptimization,
  },
  executionMode: {
    placeholder: 'mode',
    help: 'operators one by one or side by side',
    ...choiceOf(EXECUTION_MODES),
    initial: DEFAULT_REQUEST.session.executionMode,
  },
} as const satisfies SettingsTable;

export const SESSION_SETTINGS = {
  ...ENGINE_OPTION_SETTINGS,
  placement: {
    placeholder: 'mode',
    help:
      'find out which provider runs which node, and by strict fail unless all run on the one asked for; ' +
      'by default report for an accelerator and off for the CPU',
    ...choiceOf(PLACEMENTS),
  },
  profile: { ...SWITCH, help: 'add a per-operator table, from a separate pass' },
} as const satisfies SettingsTable;
