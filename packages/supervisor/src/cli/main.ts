/** One call of `dumont-supervisor`, from its arguments to its exit code. */
import { openStandardOutput, readFlags, refuseUnknownHelp } from '@dumont/runner/command-line';
import { readSettings } from '../config/read-config.ts';
import { SETTINGS } from '../config/settings.ts';
import { createLogger } from '../log/create-logger.ts';
import { keepSecret, withoutSecrets } from '../log/secrets.ts';
import { COMMANDS } from './commands/index.ts';
import { explain } from './explain.ts';
import { buildProgram } from './program.ts';

/** A command goes on where its reader has gone, as `head` does: what it changes and its exit code count. */
const stdout = openStandardOutput(process.stdout, () => undefined);

const program = buildProgram(COMMANDS, async (command, invoked) => {
  const { settings } = command;
  const table = { ...settings, ...SETTINGS };
  const { values: config, given } = await readSettings(table, readFlags(settings, invoked), process.env);
  keepSecret(config.token);
  keepSecret(config.redisUrl?.password);
  const { NO_COLOR, TERM } = process.env;
  const log = await createLogger({
    level: config.logLevel,
    terminal: process.stderr.isTTY,
    color: !NO_COLOR && TERM !== 'dumb',
  });
  process.exitCode = await command.run({
    config,
    given,
    log,
    writeOut: (text) => stdout.write(withoutSecrets(text)),
  });
});
try {
  const args = process.argv.slice(2);
  refuseUnknownHelp(program, args);
  await program.parseAsync(args, { from: 'user' });
} catch (error) {
  process.exitCode = explain(error);
}
