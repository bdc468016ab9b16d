/** The contract of an output format. A new one is one file here and one line in the registry. */
import { printableDocument, type BenchmarkReport, type ComparisonReport } from '@dumont/protocol';
import { plainPaint, type Paint } from './paint.ts';

export interface FormatContext {
  /** How many reports there will be, if nothing stops the command. */
  readonly planned: number;
  /** Columns that a line may fill. */
  readonly width: number;
  readonly paint: Paint;
}

export interface ReportFormat {
  readonly name: string;
  /** Endings of the files that are written in it, with the dot. */
  readonly endings: readonly string[];
  /** True where a person reads it: warnings and errors are in plain sight and need no log line. */
  readonly readable: boolean;
  /** True where `renderEnd` alone shows several reports beside each other. */
  readonly tabular?: boolean;
  /** True where each document stands for itself: reports and comparisons may follow each other. */
  readonly mixed?: boolean;
  /** What one report adds to the document, printed as soon as the report exists. @param index from 0 */
  renderReport(report: BenchmarkReport, index: number, context: FormatContext): Rendered;
  /** What closes the document, with all its reports known. */
  renderEnd(reports: readonly BenchmarkReport[], context: FormatContext): Rendered;
  /** The document of one comparison. */
  renderComparison(comparison: ComparisonReport, context: FormatContext): Rendered;
}

/** A format that shows text as it is: what it is given has nothing in it that steers a terminal. */
export function showingText(format: ReportFormat): ReportFormat {
  return {
    ...format,
    renderReport: (report, index, context) => format.renderReport(printableDocument(report), index, context),
    renderEnd: (reports, context) => format.renderEnd(reports.map(printableDocument), context),
    renderComparison: (comparison, context) =>
      format.renderComparison(printableDocument(comparison), context),
  };
}

const FILE_WIDTH = 80;

/** How a document is written into a file. @param planned see FormatContext */
export function inFile(planned: number): FormatContext {
  return { planned, width: FILE_WIDTH, paint: plainPaint };
}

/** A format that needs a large library loads it when it is first used. */
export type Rendered = string | Promise<string>;

/** @returns the document that holds these reports and no more */
export async function renderDocument(
  format: ReportFormat,
  reports: readonly BenchmarkReport[],
  context: FormatContext,
): Promise<string> {
  const parts = reports.map((report, index) => format.renderReport(report, index, context));
  return (await Promise.all([...parts, format.renderEnd(reports, context)])).join('');
}
