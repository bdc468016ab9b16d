/** What the command lines of both programs have in common: commander from a table of settings, and values that need Node. */
export * from './options.ts';
export * from './program.ts';
export * from './values.ts';
