/** The commands of `dumont-runner`. */
import { benchmark } from './benchmark.ts';
import type { Command, CommandGroup } from './command.ts';
import { compare } from './compare.ts';
import { history } from './history.ts';
import { inspect } from './inspect.ts';
import { probe } from './probe.ts';
import { providers } from './providers.ts';

/** What is done where no other command is named. */
export const MAIN_COMMAND: Command = benchmark;
export const COMMANDS: readonly (Command | CommandGroup)[] = [compare, history, inspect, probe, providers];
