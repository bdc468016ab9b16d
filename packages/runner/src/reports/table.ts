/** The table: what a person reads in a terminal. */
import {
  printable,
  type BenchmarkReport,
  type ComparisonReport,
  type ReportError,
  type Warning,
} from '@dumont/protocol';
import { advice } from './advice.ts';
import { shownReport, VERDICT_COLORS } from './comparison-text.ts';
import { describeComparison } from './describe-comparison.ts';
import { compareReports, describeGrids } from './grid.ts';
import { showingText, type FormatContext } from './report-format.ts';
import { describeExit, describeMachine, describeModel, describeSubject } from './report-heading.ts';
import { describeSections } from './report-sections.ts';
import { layoutGrid, layoutHeading, layoutSection, truncate } from './text-layout.ts';
import { wrap, wrapVerbatim } from './wrap.ts';

const INDENT = '  ';

export const tableFormat = showingText({
  name: 'table',
  endings: ['.txt'],
  readable: true,
  tabular: true,
  renderReport: (report, index, context) => {
    const blocks = [
      layoutTitle(report, context),
      ...describeSections(report).map((section) => layoutSection(section, context.width, context.paint)),
      ...describeGrids(report).map((grid) => layoutGrid(grid, context.width, context.paint)),
      layoutWarnings(report.warnings, context),
      report.error === null ? [] : layoutError(report.error, context),
    ];
    return `${index === 0 ? '' : '\n'}${joinBlocks(blocks)}`;
  },
  renderEnd: (reports, context) =>
    reports.length < 2
      ? ''
      : `\n${joinBlocks([layoutGrid(compareReports(reports), context.width, context.paint)])}`,
  renderComparison: (comparison, context) => joinBlocks(comparisonBlocks(comparison, context)),
});

function comparisonBlocks(comparison: ComparisonReport, context: FormatContext): string[][] {
  const { width, paint } = context;
  const report = shownReport(comparison);
  const text = describeComparison(comparison, paint);
  const title = [
    paint('bold', truncate(text.title, width)),
    ...wrap(describeSubject(report), width),
    ...wrap(describeMachine(report), width).map((line) => paint('dim', line)),
  ];
  if (comparison.error !== null) return [title, layoutError(comparison.error, context)];
  const color = VERDICT_COLORS[comparison.verdict];
  const note = text.uncounted === null ? [] : wrap(text.uncounted, width, INDENT);
  const metrics = [...layoutGrid(text.metrics, width, paint), ...note.map((line) => paint('dim', line))];
  return [
    title,
    [paint(color, text.verdict), ...wrapAll(text.sentences, width)],
    metrics,
    ...text.certainty.map((grid) => layoutGrid(grid, width, paint)),
    layoutParagraph('Output drift', text.drift, context),
    layoutParagraph('Differences', text.differences, context),
    layoutParagraph('Self-test', text.selfTest, context),
    layoutParagraph('Method', [text.method], context),
    layoutWarnings(text.warnings, context),
  ];
}

function layoutParagraph(title: string, lines: readonly string[], { width, paint }: FormatContext): string[] {
  return lines.length === 0 ? [] : [paint('bold', title), ...wrapAll(lines, width)];
}

function wrapAll(lines: readonly string[], width: number): string[] {
  return lines.flatMap((line) => wrap(line, width, INDENT));
}

function joinBlocks(blocks: readonly (readonly string[])[]): string {
  const filled = blocks.filter((block) => block.length > 0);
  return `${filled.map((block) => block.join('\n')).join('\n\n')}\n`;
}

function layoutTitle(report: BenchmarkReport, { width, paint }: FormatContext): string[] {
  return [
    paint('bold', truncate(describeModel(report), width)),
    ...wrap(describeSubject(report), width),
    ...wrap(describeMachine(report), width).map((line) => paint('dim', line)),
  ];
}

function layoutWarnings(warnings: readonly Warning[], { width, paint }: FormatContext): string[] {
  if (warnings.length === 0) return [];
  const lines = warnings.flatMap(({ code, message }) => [
    `${INDENT}${paint('yellow', truncate(printable(code), width - INDENT.length))}`,
    ...wrap(printable(message), width, INDENT.repeat(2)),
  ]);
  return [paint('bold', warnings.length === 1 ? 'Warning' : 'Warnings'), ...lines];
}

function layoutError(error: ReportError, { width, paint }: FormatContext): string[] {
  const stderr = error.stderr ?? [];
  return [
    paint('red', layoutHeading('Failed', `${error.code} (${describeExit(error)})`, width, paint)),
    ...error.message.split('\n').flatMap((line) => wrap(printable(line), width, INDENT)),
    ...wrap(advice[error.code], width, INDENT),
    ...(stderr.length === 0 ? [] : [`${INDENT}The last lines of the isolated process's stderr:`]),
    ...stderr
      .flatMap((line) => wrapVerbatim(printable(line), width, INDENT.repeat(2)))
      .map((line) => paint('dim', line)),
  ];
}
