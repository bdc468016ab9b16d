/** Checks on standard output: a line each as it is done, or all as JSON. */
import { printableDocument, printableJson, errorCatalogue } from '@dumont/protocol';
import { styleText } from 'node:util';
import { runChecks, type Check, type Result } from './check.ts';

/** @returns the exit code: that of wrong use where something is not as it should be */
export async function showChecks(
  checks: readonly Check[],
  json: boolean,
  writeOut: (text: string) => Promise<void>,
): Promise<number> {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const results = await runChecks(checks, async (result) => {
    if (!json) await writeOut(describe(printableDocument(result), width));
  });
  if (json) await writeOut(`${printableJson({ ok: results.every(({ ok }) => ok), checks: results }, 2)}\n`);
  return results.every(({ ok }) => ok) ? 0 : errorCatalogue.USAGE.exitCode;
}

function describe({ name, ok, detail, remedy }: Result, width: number): string {
  const state = ok ? paint('green', 'ok  ') : paint('red', 'FAIL');
  const advice = remedy === undefined ? '' : `\n      ${' '.repeat(width)} ${remedy}`;
  return `${state}  ${name.padEnd(width)} ${detail}${advice}\n`;
}

function paint(color: 'green' | 'red', text: string): string {
  return styleText(color, text, { stream: process.stdout });
}
