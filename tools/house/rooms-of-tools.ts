/** The rows of tests and of tools for developers. */
import type { Room } from './room.ts';

const PACKAGES_OF_OURS = 'protocol/* engines/* runner/* supervisor/*';

/** The orchestrator's inside is not among them. */
const TOOLS_FOR_TESTS = 'tools/coreml tools/models tools/orchestrator tools/redis tools/setup tools/worker';
const ALL_BUT_TESTS = `${PACKAGES_OF_OURS} ${TOOLS_FOR_TESTS} *`;

export const ROOMS_OF_TOOLS: Readonly<Record<string, Room>> = {
  test: {
    holds: 'integration tests, by what they test; nothing else imports them',
    imports: `test/* tools/write tools/house ${ALL_BUT_TESTS}`,
  },
  'test/support': {
    holds: 'what several of those folders need',
    imports: `tools/house ${ALL_BUT_TESTS}`,
  },
  'test/reliability': {
    holds: 'what befalls a worker, and that no job is lost; `npm run chaos`, `npm run soak`',
    imports: `test/support ${ALL_BUT_TESTS}`,
  },

  tools: {
    holds: 'programs for developers, one folder each',
    imports: '',
  },
  'tools/setup': {
    holds: 'a clone made ready, and what tests and tools need that npm does not bring',
    imports: 'runner/benchmark/sandbox runner/host execa zod',
  },
  'tools/process': {
    holds: 'processes that end with the one that started them',
    imports: 'runner/benchmark/sandbox runner/benchmark/sandbox/layers runner/host',
  },
  'tools/redis': {
    holds: 'real redis-servers',
    imports: 'runner/host tools/process *',
  },
  'tools/models': {
    holds: 'models to run: real ones, a tiny one, and such as are made by a seed',
    imports: 'engines pbf',
  },
  'tools/coreml': {
    holds: 'a CoreML for tests on Linux, built from its source',
    imports: 'tools/setup execa',
  },
  'tools/worker': {
    holds: 'a worker in a process of its own, and what it logs',
    imports: 'protocol tools/process zod',
  },
  'tools/orchestrator': {
    holds: 'an orchestrator compatible with SARK, a product of its own: its command, and what others import',
    imports: 'protocol protocol/sark runner/host tools/redis tools/setup tools/orchestrator/server *',
  },
  'tools/orchestrator/server': {
    holds: 'its inside',
    imports: 'protocol protocol/sark runner/host tools/redis *',
  },
  'tools/demo': {
    holds: 'real models on this machine, alone and through a fleet',
    imports: 'protocol runner/host tools/models tools/orchestrator tools/process tools/setup tools/worker *',
  },
  'tools/conformance': {
    holds: "ONNX's backend tests",
    imports: 'protocol runner tools/setup *',
  },
  'tools/bench': {
    holds: 'what measuring, confining, comparing and handing out cost: one folder a bench',
    imports: `${PACKAGES_OF_OURS} tools/bench/* tools/models tools/orchestrator tools/process tools/setup tools/worker *`,
  },
  'tools/verify': {
    holds:
      'what a machine with a card, or a Mac, shows of what is claimed of it: checks, by the command that users run, and a table',
    imports: 'protocol runner/host tools/models tools/process tools/verify/pack *',
  },
  'tools/verify/pack': {
    holds: 'a folder that carries all of that to a machine with nothing on it',
    imports: 'protocol runner/host tools/setup *',
  },
  'tools/check': {
    holds: 'tests, also on other lines of Node; the packages, installed elsewhere',
    imports: 'tools/setup *',
  },
  'tools/write': {
    holds: 'documents and schemas that are made from code',
    imports: 'protocol protocol/settings runner/cli/commands supervisor *',
  },
  'tools/house': {
    holds: 'this table, and what reads it',
    imports: '*',
  },
};
