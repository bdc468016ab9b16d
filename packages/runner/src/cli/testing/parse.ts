/** Parses a command line as the command does. */
import { DumontError } from '@dumont/protocol';
import { buildProgram } from '../args/program.ts';
import { readRawOptions } from '../args/raw-options.ts';
import { parseBenchmarkSettings, type BenchmarkSettings } from '../args/settings.ts';

export type Variables = Readonly<Record<string, string>>;

export async function parse(text: string, variables: Variables = {}): Promise<BenchmarkSettings> {
  let settings: BenchmarkSettings | undefined;
  const program = buildProgram({
    benchmark: (command) => {
      settings = parseBenchmarkSettings(readRawOptions(command, variables));
      return Promise.resolve();
    },
    history: () => Promise.resolve(),
    compare: () => Promise.resolve(),
    probe: () => Promise.resolve(),
  });
  await program.parseAsync(
    text.split(' ').filter((word) => word !== ''),
    { from: 'user' },
  );
  if (settings === undefined) throw new Error('the command did nothing');
  return settings;
}

export async function complaint(text: string, variables: Variables = {}): Promise<string> {
  return parse(text, variables).then(
    () => '',
    (error: unknown) => {
      if (error instanceof DumontError && error.code === 'USAGE') return error.message;
      throw error;
    },
  );
}
