/** What was seen on a machine, as a section of Markdown to be sent and kept. Pure. */
import { printable, type BenchmarkReport } from '@dumont/protocol';
import { markdownTable } from 'markdown-table';
import type { CheckResult } from './check.ts';

/** Facts of the machine: a name and what it is; null is not known. */
export type Facts = Readonly<Record<string, string | null>>;

export function describeResults(title: string, facts: Facts, results: readonly CheckResult[]): string {
  const known = Object.entries(facts).filter(([, value]) => value !== null);
  const rows = results.map(({ subject, name, expected, seen, verdict }) =>
    [subject, name, expected, seen, verdict].map(cell),
  );
  const head = ['unit', 'check', 'expected', 'seen', 'verdict'];
  return [
    `## ${cell(title)}`,
    '',
    ...known.map(([name, value]) => `- ${cell(name)}: ${cell(value ?? '')}`),
    `- result: ${countVerdicts(results)}`,
    '',
    markdownTable([head, ...rows]),
    '',
  ].join('\n');
}

/** @returns a line for a terminal */
export function describeResult({ subject, name, seen, verdict }: CheckResult): string {
  return `${verdict.padEnd('skipped'.length)}  ${printable(subject)} · ${printable(name)}: ${printable(seen)}`;
}

/** @param report of any benchmark that came to its end here */
export function factsOf({ device, environment, engine }: BenchmarkReport): Facts {
  return {
    processor: `${environment.cpuModel}, ${environment.cpuCores} cores`,
    system: `${device.os} ${device.osVersion}, ${environment.arch}${environment.container === null ? '' : `, ${environment.container}`}`,
    memory: `${device.ramGb} GB`,
    node: environment.node,
    runtime: describeRuntime(engine),
  };
}

/** By the name of the engine; ONNX Runtime's library tells its own version. */
function describeRuntime({ name, version, library }: BenchmarkReport['engine']): string {
  return `${name} ${library?.version ?? version ?? 'of no known version'}`;
}

function countVerdicts(results: readonly CheckResult[]): string {
  const count = (verdict: CheckResult['verdict']): number =>
    results.filter((result) => result.verdict === verdict).length;
  return `${count('pass')} passed, ${count('fail')} failed, ${count('skipped')} skipped`;
}

/** A long reason is in the report itself. */
const LONGEST_CELL = 300;

/** A name from elsewhere must not be able to begin a heading, a link or a tag. */
function cell(text: string): string {
  const short = text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)} …` : text;
  return printable(short).replace(/[<>[\]`*_\\|]/g, String.raw`\$&`);
}
