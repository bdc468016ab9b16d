import {
  flagOf,
  fromFlags,
  fromVariables,
  resolveSettings,
  SWITCH,
  variableOf,
  type Setting,
} from '@dumont/protocol/settings';
import t from 'tap';
import { readFlags } from '../../command-line/options.ts';
import type { Command, CommandGroup } from '../commands/command.ts';
import { COMMANDS, MAIN_COMMAND } from '../commands/index.ts';
import { COMMON_SETTINGS } from './settings/results.ts';
import { buildProgram, type Perform } from './program.ts';

/** A value of each setting that is not its default; of a switch none is needed. */
const VALUES: Readonly<Record<string, string>> = {
  model: 'a.onnx',
  computeUnit: 'gpu',
  engine: 'some-engine',
  runtimeApi: 'node',
  onnxruntime: 'onnxruntime.whl',
  runs: '20',
  warmup: '2s',
  duration: '5s',
  sustain: '5m',
  loads: '3',
  shape: 'x=1x2',
  dim: 'batch=4',
  value: 'sr=16000',
  range: 'ids=0..30521',
  input: 'x=photo.npy',
  inputs: 'folder',
  seed: '7',
  expect: 'folder',
  rtol: '0.1',
  atol: '0',
  intraOpThreads: '2',
  interOpThreads: '2',
  graphOptimization: 'basic',
  executionMode: 'parallel',
  intraOpSpinning: 'off',
  cpuArena: 'off',
  memoryPattern: 'on',
  sessionOption: 'session.set_denormal_as_zero=1',
  placement: 'strict',
  providerLibrary: 'libprovider.so',
  providerName: 'SomeExecutionProvider',
  providerOption: 'precision=f32',
  device: 'GPU',
  vs: 'b.onnx',
  vsOption: 'intra-op-threads=1',
  vsComputeUnit: 'cpu',
  baseline: 'report.json',
  maxRegression: '10%',
  maxLoadRegression: '10%',
  maxFirstRegression: '10%',
  maxMemoryRegression: '10%',
  pairs: '40',
  budget: '5m',
  timeout: '1h',
  memoryLimit: '2GB',
  sandbox: 'strict',
  scratchSize: '1GB',
  allowDataFolder: 'weights',
  allowHost: 'models.lan',
  allowCidr: '10.1.0.0/16',
  format: 'json',
  output: 'a.csv',
  logLevel: 'debug',
  name: 'resnet',
  limit: '5',
  keep: '5',
  olderThan: '90',
  from: 'onnxruntime_gpu.whl',
};

const nobody: Perform = () => Promise.reject(new Error('nobody called'));

function listAll(commands: readonly (Command | CommandGroup)[]): Command[] {
  return commands.flatMap((command) => ('commands' in command ? listAll(command.commands) : [command]));
}

const all = [MAIN_COMMAND, ...listAll(COMMANDS)];

/** @returns the setting's value, as the command line makes it */
async function byFlag(name: string, row: Setting, text: string | undefined): Promise<unknown> {
  const settings = { ...COMMON_SETTINGS, [name]: row };
  let value: unknown;
  const program = buildProgram({ ...MAIN_COMMAND, settings }, [], (command, invoked) => {
    value = resolveSettings({ [name]: row }, fromFlags(readFlags(command.settings, invoked))).values[name];
    return Promise.resolve();
  });
  await program.parseAsync([flagOf(name), ...(text === undefined ? [] : [text])], { from: 'user' });
  return value;
}

await t.test('every setting of every command can be made by flag and by variable, alike', async (t) => {
  for (const { name: command, settings } of all) {
    for (const [name, row] of Object.entries<Setting>(settings)) {
      const text = VALUES[name];
      t.equal(text === undefined, row.placeholder === undefined, `there is a value of ${name}`);
      const variables = { [variableOf(name)]: text ?? 'true' };
      const given = await byFlag(name, row, text);
      const table = { [name]: row };
      t.same(
        resolveSettings(table, fromVariables(table, variables)).values[name],
        given,
        `${command} ${name}`,
      );
      if (row.missing === undefined)
        t.notSame(resolveSettings(table).values[name], given, `${name} is not its default`);
    }
  }
});

await t.test('every command’s help has its settings and examples', async (t) => {
  const program = buildProgram(MAIN_COMMAND, COMMANDS, nobody);
  const described = [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)];
  for (const command of described.filter((one) => !['help', 'complete'].includes(one.name()))) {
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) });
    command.outputHelp();
    t.match(help, /\nExamples:\n {2}(source <\()?dumont-runner/, command.name());
    for (const { long } of command.options)
      t.ok(help.includes(long ?? '?'), `${command.name()} ${long ?? ''}`);
  }
  for (const { settings } of all) for (const row of Object.values(settings)) t.ok(row.help.length > 0);
});

await t.test('a command takes its own flags only', async (t) => {
  let called: Command | undefined;
  const program = buildProgram(MAIN_COMMAND, COMMANDS, (command) => {
    called = command;
    return Promise.resolve();
  });
  for (const command of program.commands)
    for (const one of [command, ...command.commands]) one.configureOutput({ writeErr: () => undefined });
  await program.parseAsync(['probe', '--json'], { from: 'user' });
  t.equal(called?.name, 'probe');
  await t.rejects(program.parseAsync(['probe', '--model', 'x'], { from: 'user' }), {
    code: 'commander.unknownOption',
  });
  for (const tooMany of [
    ['inspect', 'a.onnx', 'b.onnx'],
    ['probe', 'x.onnx'],
    ['providers', 'list', 'cuda'],
    ['providers', 'add', 'cuda', '--from', 'a.whl', 'b.whl'],
    ['history', 'list', '3'],
  ])
    await t.rejects(
      program.parseAsync(tooMany, { from: 'user' }),
      { code: 'commander.excessArguments' },
      tooMany.join(' '),
    );
  await t.rejects(program.parseAsync(['x.onnx'], { from: 'user' }), {
    code: 'USAGE',
    message: /commands are compare, history, inspect, probe, providers and completion$/,
  });
});

await t.test('a switch implies others', async (t) => {
  const { values } = resolveSettings(
    { ci: { ...SWITCH, help: '', implies: ['noColor'] }, noColor: { ...SWITCH, help: '' } },
    new Map([['ci', { texts: ['true'], source: 'flag', label: '--ci' }]]),
  );
  t.same(values, { ci: true, noColor: true });
});
