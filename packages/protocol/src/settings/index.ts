/** Settings of a program: a table of rows, what their text means, and where it comes from. */
export * from './name-value.ts';
export * from './parsed-text.ts';
export * from './quantities.ts';
export * from './resolve.ts';
export * from './setting.ts';
export * from './values.ts';
