/** The commands of `dumont-supervisor`. */
import type { Command } from './command.ts';
import { enroll } from './enroll.ts';
import { info } from './info.ts';
import { start } from './start.ts';
import { test } from './test.ts';
import { validate } from './validate.ts';

export const COMMANDS: readonly Command[] = [start, info, validate, test, enroll];
