import { runCommand } from './run-command.ts';

// Not process.exit: what standard output still holds for a pipe is to be written first.
process.exitCode = await runCommand(process.argv.slice(2));
