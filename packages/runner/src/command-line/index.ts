/** What the command lines of both programs have in common: commander from a table of settings, values that need Node, standard output. */
export { wrap } from '../reports/wrap.ts';
export * from './line-width.ts';
export * from './options.ts';
export * from './program.ts';
export * from './standard-output.ts';
export * from './values.ts';
