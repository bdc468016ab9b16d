/** Small tables within a report, as data: a format lays them out. */
import {
  describeValues,
  figuresAt,
  type BenchmarkReport,
  type Expectation,
  type OperatorTime,
  type OutputDrift,
  type ReportInput,
} from '@dumont/protocol';
import { formatCount, formatFraction, formatPercent, formatRatio, formatTime } from './quantity.ts';
import { wordFigure } from './figure-rows.ts';

export interface Column {
  readonly heading: string;
  readonly align: 'left' | 'right';
  /** Gives way where the line is too long; the others keep their width. */
  readonly flexible?: boolean;
  /** Half of it would mislead: like a number, it gives way last. */
  readonly whole?: boolean;
}

export interface Grid {
  readonly title: string;
  readonly note: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

export const left = (heading: string, flexible = false): Column => ({ heading, align: 'left', flexible });
export const right = (heading: string): Column => ({ heading, align: 'right' });

export function describeGrids(report: BenchmarkReport): Grid[] {
  const grids: Grid[] = [];
  if (report.inputs.length > 0) grids.push(inputGrid(report.inputs, report.settings.seed));
  if (report.expectation !== null) grids.push(expectationGrid(report.expectation));
  if (report.outputDrift) grids.push(driftGrid(report.outputDrift));
  if (report.profile !== null) grids.push(operatorGrid(report.profile.operators, report.profile.runs));
  return grids;
}

/** @returns the reports beside each other: what several models or units are run together for */
export function compareReports(reports: readonly BenchmarkReport[]): Grid {
  const medians = reports.flatMap((report) => report.inference?.ms.median ?? []);
  const fastest = Math.min(...medians);
  return {
    title: 'Comparison',
    note: 'by median',
    columns: [
      left('model', true),
      left('unit'),
      right('median'),
      right('relative'),
      right('95 % CI'),
      ...figuresAt('grid').map(({ name }) => right(name)),
    ],
    rows: reports.map((report) => [
      report.model.fileName,
      report.engine.computeUnit,
      ...comparedFigures(report, fastest),
    ]),
  };
}

function comparedFigures(report: BenchmarkReport, fastest: number): string[] {
  const { inference } = report;
  const others = figuresAt('grid').map(({ figure }) => figure);
  if (inference === null || report.status === 'failed') return ['failed', '', '', ...others.map(() => '')];
  const { median, medianCi95 } = inference.ms;
  return [
    formatTime(median),
    fastest > 0
      ? `${formatRatio(median / fastest)}${isUncompared(report) ? ' (outputs not compared)' : ''}`
      : '–',
    medianCi95 === null ? '–' : `±${formatPercent(halfWidthPercent(median, medianCi95))}`,
    ...others.map((figure) => wordFigure(figure, report) ?? '–'),
  ];
}

/** Faster is no gain where nobody knows whether the answers are the same. */
function isUncompared({ engine, outputDrift }: BenchmarkReport): boolean {
  return engine.requestedProvider !== 'cpu' && !outputDrift;
}

function halfWidthPercent(median: number, [low, high]: readonly [number, number]): number {
  return median > 0 ? (Math.max(median - low, high - median) / median) * 100 : 0;
}

function inputGrid(inputs: readonly ReportInput[], seed: number): Grid {
  const generated = inputs.some((input) => input.source !== 'value' && input.source !== 'file');
  return {
    title: 'Inputs',
    note: generated ? `random ones by seed ${seed}` : '',
    columns: [left('name', true), left('type'), left('shape'), left('source', true)],
    rows: limitRows(
      inputs.map((input) => [
        input.name,
        describeType(input),
        input.shape.length === 0 ? 'scalar' : input.shape.join('×'),
        describeSource(input),
      ]),
    ),
  };
}

function describeSource(input: ReportInput): string {
  const values = describeValues(input);
  const source = input.source === 'searched' ? 'found by trying' : input.source;
  return values === undefined ? source : `${source}: ${values}`;
}

/** @returns each input in a line of its own, for formats that have no grid */
export function inputLines(inputs: readonly ReportInput[]): string[] {
  return inputs.map((input) =>
    [input.name, describeType(input), input.shape.join('×') || 'scalar', describeSource(input)].join(' '),
  );
}

function describeType({ dtype, container }: ReportInput): string {
  return container === undefined ? dtype : `${container.kind} of ${container.length} ${dtype}`;
}

function expectationGrid({ matched, rtol, atol, outputs }: Expectation): Grid {
  return {
    title: 'Outputs',
    note: `${matched === null ? 'not all compared' : matched ? 'as expected' : 'not as expected'} (rtol ${rtol}, atol ${atol})`,
    columns: [left('name', true), left('matches'), right('largest error'), left('detail', true)],
    rows: limitRows(
      outputs.map((output) => [
        output.name,
        output.matched === null ? 'not compared' : output.matched ? 'yes' : 'no',
        output.maxAbsError === null ? '–' : output.maxAbsError.toPrecision(3),
        output.detail,
      ]),
    ),
  };
}

function driftGrid({ matched, rtol, outputs }: OutputDrift): Grid {
  return {
    title: 'Output drift',
    note: `${matched ? 'all within' : 'not all within'} ${rtol} of the CPU's`,
    columns: [
      left('name', true),
      left('within'),
      right('largest difference'),
      right('of the largest value'),
      left('detail', true),
    ],
    rows: limitRows(
      outputs.map(({ name, matched: isWithin, maxAbs, maxRel, detail }) => [
        name,
        isWithin ? 'yes' : 'no',
        maxAbs === null ? '–' : formatFraction(maxAbs),
        maxRel === null ? '–' : formatFraction(maxRel),
        detail,
      ]),
    ),
  };
}

function operatorGrid(operators: readonly OperatorTime[], runs: number): Grid {
  const sorted = operators.toSorted((a, b) => b.ms - a.ms);
  return {
    title: 'Operators',
    note: `time in one run, from ${formatCount(runs, 'profiled run')}, which ${runs === 1 ? 'is' : 'are'} slower`,
    columns: [left('operator', true), left('provider'), right('calls'), right('time'), right('share')],
    rows: limitRows(
      sorted.map((operator) => [
        operator.opType,
        operator.provider,
        String(operator.calls),
        formatTime(operator.ms),
        `${operator.percent.toFixed(1)} %`,
      ]),
    ),
  };
}

/** A person reads so many rows. */
const MAX_ROWS = 15;

/** @param flag what gives the rows that are left out */
export function limitRows(
  rows: readonly string[][],
  flag = '--format json',
  most = MAX_ROWS,
): readonly string[][] {
  if (rows.length <= most) return rows;
  const rest = rows.length - (most - 1);
  const blanks = new Array<string>((rows[0]?.length ?? 1) - 1).fill('');
  return [...rows.slice(0, most - 1), [`… ${rest} more (${flag})`, ...blanks]];
}
