/** What there is to know of one figure, by whoever shows, exports or compares it. A new one is a row in `figures.ts`. */
import type { MetricName } from '../comparison-report.ts';
import type { BenchmarkReport } from '../report/index.ts';

export type Unit =
  | 'B'
  | 'ms'
  | 'us'
  | 'MB'
  | 'percent'
  | 'perSecond'
  | 'ratio'
  | 'fraction'
  | 'count'
  | 'W'
  | 'mJ'
  | 'J'
  | 'MHz'
  | 'celsius';

/** Where a figure stands among the others of a place, from 1, and how it is called there. */
export type Place = readonly [position: number, name: string];

/** Rows that people read below each other. Speed and resources are both of inference, with the drawn distribution in between. */
export type Block = 'load' | 'speed' | 'resources' | 'memory';

export interface FigureRow {
  readonly block: Block;
  readonly label: string;
  readonly note?: string | ((report: BenchmarkReport, say: Say) => string);
  /** Why there is no value, where a reader can do something about it: then the row is shown without one. */
  readonly whyNot?: (report: BenchmarkReport) => string | null | undefined;
}

/** Words a number for people. */
export type Say = (value: number, unit: Unit) => string;

export interface Metric {
  readonly name: MetricName;
  readonly title: string;
  /** How many processes the figure of one report comes from: one where it is left out. */
  readonly processes?: (report: BenchmarkReport) => number;
}

export interface Figure {
  readonly name: string;
  readonly unit: Unit;
  /** @returns null or undefined where it was not measured */
  readonly read: (report: BenchmarkReport) => number | null | undefined;
  /** Among the labelled rows of table, Markdown and page. */
  readonly row?: FigureRow;
  /** Large at the head of a page. */
  readonly tile?: Place;
  /** A column where several reports stand beside each other. */
  readonly grid?: Place;
  /** Said of a test case in JUnit. */
  readonly testCase?: Place;
  /** Columns are fixed: a new one takes the next position. */
  readonly csv?: Place;
  readonly openMetrics?: Place;
  /** What OpenMetrics says of it. */
  readonly help?: string;
  /** In the record that SARK gets: one of its columns, or a field of Dumont's own in snake case. */
  readonly sark?: string;
  /** What comparisons judge. */
  readonly metric?: Metric;
}
