/**
 * The rooms of the house and what each may import: the one table that ESLint, docs/architecture.md and its test read.
 * A room is a folder; a file belongs to the innermost one around it.
 */
import type { Room } from './room.ts';
import { ROOMS_OF_ENGINES } from './rooms-of-engines.ts';
import { ROOMS_OF_SUPERVISOR } from './rooms-of-supervisor.ts';
import { ROOMS_OF_TOOLS } from './rooms-of-tools.ts';

export const ROOMS: Readonly<Record<string, Room>> = {
  protocol: {
    holds: 'comparisons, messages, errors, warnings, quantities: pure, no I/O',
    imports: 'protocol/figures protocol/report protocol/statistics protocol/units zod',
    isPure: true,
  },
  'protocol/figures': {
    holds: 'the figures of a report, a row each: what every format, comparison and record reads',
    imports: 'protocol protocol/report protocol/statistics',
    isPure: true,
  },
  'protocol/report': {
    holds: 'the schema of the report, one file a part',
    imports: 'protocol protocol/units zod',
    isPure: true,
  },
  'protocol/sark': {
    holds: 'what SARK says: jobs, calls, queues, records',
    imports: 'protocol protocol/figures protocol/report zod',
    isPure: true,
  },
  'protocol/settings': {
    holds: 'rows of settings, what their text means, and where it comes from',
    imports: 'protocol protocol/report protocol/units zod',
    isPure: true,
  },
  'protocol/statistics': {
    holds: 'what samples say, and how sure',
    imports: 'protocol protocol/report',
    isPure: true,
  },
  'protocol/units': {
    holds: 'compute units and execution providers: their names, and what each needs',
    imports: 'zod',
    isPure: true,
  },
  'protocol/testing': {
    holds: 'sample reports and hostile texts, for tests',
    imports: 'protocol protocol/report protocol/statistics',
    isPure: true,
  },

  ...ROOMS_OF_ENGINES,

  runner: {
    holds: 'what other programs may use of it',
    imports:
      'engines/manifests runner/benchmark/device runner/benchmark/launch runner/benchmark/meters/accelerator runner/benchmark/sandbox runner/compare',
  },
  'runner/host': {
    holds: 'the operating system: errors, files, /proc, programs, data folders',
    imports: 'protocol koffi systeminformation execa pidtree',
  },
  'runner/models': {
    holds: "a model's files, opened once: which they are, their checksums, and that they stay what they were",
    imports: 'protocol engines/coreml/model runner/archives runner/host runner/models/download',
  },
  'runner/models/download': {
    holds: 'models by http(s): which addresses, redirects, limits, resuming',
    imports: 'protocol runner/host runner/models content-disposition p-retry undici zod',
  },
  'runner/archives': {
    holds: 'zip archives of anybody, unpacked within limits',
    imports: 'runner/host',
  },
  'runner/compiled': {
    holds: 'what models were compiled to, kept for later benchmarks: whose, whole, how much',
    imports: 'protocol runner/host runner/models zod',
  },
  'runner/wheels': {
    holds: "packages of Python's, unpacked once for the native libraries in them",
    imports: 'protocol runner/archives runner/host runner/models',
  },
  'runner/providers': {
    holds:
      'execution providers got from elsewhere: the store, what each lacks on this machine, and what mends it',
    imports: 'protocol engines/manifests runner/host runner/models runner/wheels zod',
  },
  'runner/inspect': {
    holds: "what a model's file hashes to and says of the model",
    imports: 'protocol engines/inspect runner/models',
  },
  'runner/benchmark/launch': {
    holds: 'spawning, life cycle, deadline, kill, collecting, the report',
    imports:
      'protocol engines/manifests runner/compiled runner/host runner/models runner/providers runner/benchmark/device runner/benchmark/environment runner/benchmark/meters runner/benchmark/meters/accelerator runner/benchmark/meters/energy runner/benchmark/sandbox runner/benchmark/sandbox/layers zod',
  },
  'runner/benchmark/child': {
    holds:
      'the isolated process: load, first run, warm-up, measured runs; the only one that loads native inference code',
    imports: 'protocol engines runner/host',
  },
  'runner/benchmark/sandbox': {
    holds: 'what confines an isolated process, chosen from what works here',
    imports: 'protocol engines/manifests runner/host runner/models runner/benchmark/sandbox/layers',
  },
  'runner/benchmark/sandbox/layers': {
    holds: 'one object a layer, in a file of its own, and the list of them',
    imports:
      'protocol runner/host runner/benchmark/sandbox runner/benchmark/sandbox/layers/bubblewrap runner/models',
  },
  'runner/benchmark/sandbox/layers/bubblewrap': {
    holds: 'whether it works here and what it is started with',
    imports: 'runner/host runner/benchmark/sandbox runner/models runner/benchmark/sandbox/layers execa',
  },
  'runner/benchmark/meters': {
    holds: 'what a phase takes, and what disturbs it: one file a meter, and the list of them',
    imports:
      'protocol runner/host runner/benchmark/meters/memory runner/benchmark/meters/interference runner/benchmark/meters/accelerator runner/benchmark/meters/energy',
  },
  'runner/benchmark/meters/memory': {
    holds: "the kernel's peaks on Linux and macOS, samples elsewhere",
    imports: 'protocol runner/host runner/benchmark/meters pidusage',
  },
  'runner/benchmark/meters/accelerator': {
    holds: 'boards of all makers, asked through their drivers or the system',
    imports: 'protocol runner/host runner/benchmark/meters/energy zod',
  },
  'runner/benchmark/meters/energy': {
    holds: "counters of energy: the processor's, and what all counters have in common",
    imports: 'protocol runner/host',
  },
  'runner/benchmark/meters/interference': {
    holds: 'counters of the machine, and what passed between two readings',
    imports: 'protocol runner/host',
  },
  'runner/benchmark/environment': {
    holds: 'what may disturb a measurement: load, limits, clock, heat, pressure',
    imports: 'protocol runner/host',
  },
  'runner/benchmark/device': {
    holds: 'what machine this is',
    imports: 'protocol runner/host execa systeminformation zod',
  },
  'runner/compare': {
    holds: 'both sides in turn until the verdict is certain; a stored report as baseline',
    imports: 'protocol runner/benchmark/launch',
  },
  'runner/history': {
    holds: 'results kept in SQLite',
    imports: 'protocol runner/host zod',
  },
  'runner/reports': {
    holds: 'output formats, one file each: protocol in, text out',
    imports:
      'protocol runner/reports/html cli-table3 cli-truncate csv-stringify markdown-table string-width wrap-ansi xmlbuilder2',
  },
  'runner/reports/html': {
    holds: 'the page and its charts',
    imports: 'protocol runner/reports echarts',
  },
  'runner/command-line': {
    holds: 'what the command lines of both programs share: commander from rows of settings, standard output',
    imports: 'protocol protocol/settings runner/host runner/models/download runner/reports commander zod',
  },
  'runner/cli': {
    holds: 'one call of dumont-runner, from its arguments to its exit code',
    imports: 'protocol/settings runner/command-line runner/cli/args runner/cli/commands runner/cli/output',
  },
  'runner/cli/commands': {
    holds: 'one file a command: its name, help, settings and what it does',
    imports:
      'protocol protocol/settings engines/manifests runner/command-line runner/benchmark/launch runner/benchmark/sandbox runner/compare runner/inspect runner/providers runner/reports runner/cli/args runner/cli/args/settings runner/cli/ci runner/cli/commands/benchmark runner/cli/commands/history runner/cli/output string-width',
  },
  'runner/cli/commands/benchmark': {
    holds: 'what a benchmark was told, and measuring by it',
    imports:
      'protocol protocol/settings engines/manifests runner/benchmark/device runner/benchmark/environment runner/benchmark/launch runner/benchmark/sandbox runner/compare runner/models runner/models/download runner/providers runner/reports runner/wheels runner/cli/args runner/cli/args/settings runner/cli/output runner/host',
  },
  'runner/cli/commands/history': {
    holds: 'runs of the history, shown',
    imports:
      'protocol protocol/settings runner/history runner/reports runner/cli/args/settings runner/cli/output',
  },
  'runner/cli/args': {
    holds: 'the program that is made of the commands, completion, reports from files',
    imports:
      'protocol protocol/settings runner/command-line runner/cli/commands runner/host @bomb.sh/tab commander',
  },
  'runner/cli/args/settings': {
    holds: 'rows of settings, one file a group',
    imports:
      'protocol protocol/settings runner/command-line runner/benchmark/launch runner/benchmark/sandbox runner/reports zod',
  },
  'runner/cli/ci': {
    holds: 'what runners of CI want: annotations, summaries, quotas',
    imports:
      'protocol runner/benchmark/environment runner/reports runner/cli/commands/benchmark runner/cli/output zod',
  },
  'runner/cli/output': {
    holds: 'results to files, standard output and history as soon as they exist; progress, logs and errors',
    imports:
      'protocol protocol/settings runner/command-line runner/host runner/benchmark/launch runner/history runner/reports runner/cli/args/settings runner/cli/ci commander ora pino pino-pretty',
  },

  ...ROOMS_OF_SUPERVISOR,

  ...ROOMS_OF_TOOLS,
};
