/** Markdown: for a comment on a pull request or a page of notes. */
import { printable, type BenchmarkReport, type ComparisonReport, type Warning } from '@dumont/protocol';
import { markdownTable } from 'markdown-table';
import { plainPaint } from './paint.ts';
import { advice } from './advice.ts';
import { shownReport } from './comparison-text.ts';
import { describeComparison } from './describe-comparison.ts';
import { compareReports, describeGrids, type Grid } from './grid.ts';
import { showingText } from './report-format.ts';
import { describeExit, describeMachine, describeModel, describeSubject } from './report-heading.ts';
import { describeSections, type Section } from './report-sections.ts';

/** What a reader wants first; the rest is folded away. */
const HEADLINE_SECTION = 'Inference';

export const markdownFormat = showingText({
  name: 'markdown',
  endings: ['.md', '.markdown'],
  readable: true,
  tabular: true,
  renderReport: (report, index) => `${index === 0 ? '' : '\n'}${renderBlocks(reportBlocks(report))}`,
  renderEnd: (reports) =>
    reports.length < 2 ? '' : `\n${renderBlocks(gridBlocks(compareReports(reports)))}`,
  renderComparison: (comparison) => renderBlocks(comparisonBlocks(comparison)),
});

function comparisonBlocks(comparison: ComparisonReport): string[] {
  const report = shownReport(comparison);
  const text = describeComparison(comparison, plainPaint);
  const machine = `${escape(describeSubject(report))}<br>\n${escape(describeMachine(report))}`;
  if (comparison.error !== null) {
    return [`### Failed: ${escape(text.title)}`, machine, ...errorBlocks(comparison)];
  }
  return [
    `### ${text.verdict}: ${escape(text.title)}`,
    listOf(text.sentences),
    ...gridBlocks(text.metrics),
    escape(text.uncounted ?? ''),
    listOf(text.drift),
    warningList(text),
    escape(text.selfTest.join(' ')),
    '<details><summary>Details</summary>',
    machine,
    escape(text.method),
    ...text.certainty.flatMap(gridBlocks),
    listOf(text.differences),
    '</details>',
  ];
}

function listOf(lines: readonly string[]): string {
  return lines.map((line) => `- ${escape(line)}`).join('\n');
}

function warningList({ warnings }: { readonly warnings: readonly Warning[] }): string {
  return warnings
    .map(({ code, message }) => `- **${escape(code)}**: ${escape(printable(message))}`)
    .join('\n');
}

function renderBlocks(blocks: readonly string[]): string {
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function reportBlocks(report: BenchmarkReport): string[] {
  const sections = describeSections(report);
  const details = [
    ...sections.filter((section) => section.title !== HEADLINE_SECTION).flatMap(sectionBlocks),
    ...describeGrids(report).flatMap(gridBlocks),
  ];
  return [
    `### ${escape(describeModel(report))}`,
    `${escape(describeSubject(report))}<br>\n${escape(describeMachine(report))}`,
    ...errorBlocks(report),
    ...sections.filter((section) => section.title === HEADLINE_SECTION).flatMap(sectionBlocks),
    warningList(report),
    ...(details.length === 0 ? [] : ['<details><summary>Details</summary>', ...details, '</details>']),
  ];
}

function errorBlocks({ error }: Pick<BenchmarkReport, 'error'>): string[] {
  if (error === null) return [];
  const stderr = (error.stderr ?? []).map((line) => `    ${printable(line)}`).join('\n');
  const text = `**Failed: ${escape(error.code)}** (${escape(describeExit(error))}): ${escape(printable(error.message))}`;
  return [text, escape(advice[error.code]), stderr];
}

function sectionBlocks({ title, note, rows }: Section): string[] {
  const cells = rows.map(({ label, value, note: remark }) => [label, value, remark ?? '']);
  return [headingOf(title, note), renderTable([['', '', ''], ...cells], ['l', 'r', 'l'])];
}

function gridBlocks({ title, note, columns, rows }: Grid): string[] {
  const aligns = columns.map((column) => (column.align === 'right' ? 'r' : 'l'));
  return [headingOf(title, note), renderTable([columns.map((column) => column.heading), ...rows], aligns)];
}

function headingOf(title: string, note: string): string {
  return note === '' ? `**${escape(title)}**` : `**${escape(title)}**, ${escape(note)}`;
}

function renderTable(rows: readonly (readonly string[])[], align: readonly string[]): string {
  return markdownTable(
    rows.map((row) => row.map(escape)),
    { align, alignDelimiters: false },
  );
}

/**
 * Names may hold what Markdown takes for its own, or GitHub for a mention or an address: an empty comment parts those. An underscore
 * within a word stands for itself.
 */
function escape(text: string): string {
  return text
    .replace(/[\\`*[\]<>|~#&]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')
    .replaceAll('@', '@<!-- -->')
    .replace(/(?<=https?|ftp):(?=\/\/)|(?<=www)\./giu, '$&<!-- -->');
}
