/** Parses a command line as the command does. */
import { DumontError } from '@dumont/protocol';
import { fromFlags, fromVariables, resolveSettings, type Variables } from '@dumont/protocol/settings';
import { readFlags } from '../../../command-line/options.ts';
import { buildProgram } from '../../args/program.ts';
import { BENCHMARK_SETTINGS } from '../../args/settings/benchmark.ts';
import { toBenchmarkSettings, type BenchmarkSettings } from '../benchmark/benchmark-settings.ts';
import { COMMANDS, MAIN_COMMAND } from '../index.ts';

export async function parse(
  text: string,
  variables: Variables = {},
  platform: NodeJS.Platform = process.platform,
): Promise<BenchmarkSettings> {
  let settings: BenchmarkSettings | undefined;
  const program = buildProgram(MAIN_COMMAND, COMMANDS, async (_command, invoked) => {
    const flags = fromFlags(readFlags(BENCHMARK_SETTINGS, invoked));
    const { values, given } = resolveSettings(
      BENCHMARK_SETTINGS,
      flags,
      fromVariables(BENCHMARK_SETTINGS, variables),
    );
    settings = toBenchmarkSettings(values, given, platform);
    return Promise.resolve();
  });
  await program.parseAsync(
    text.split(' ').filter((word) => word !== ''),
    { from: 'user' },
  );
  if (settings === undefined) throw new Error('the command did nothing');
  return settings;
}

export async function complaint(...given: Parameters<typeof parse>): Promise<string> {
  return parse(...given).then(
    () => '',
    (error: unknown) => {
      if (error instanceof DumontError && error.code === 'USAGE') return error.message;
      throw error;
    },
  );
}
