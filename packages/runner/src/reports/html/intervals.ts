/** Values with their intervals, one row each: a point on a line, as in a forest plot. */
import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemReturn } from 'echarts/types/dist/shared';
import { categoryAxis, COLORS, valueAxis, type Chart } from './chart.ts';

export interface IntervalRow {
  readonly label: string;
  readonly value: number;
  readonly interval: readonly [number, number] | null;
  readonly color?: string;
  /** Drawn as a bar across the row: what the interval is held against. */
  readonly limit?: number;
}

export interface IntervalAxis {
  readonly label: string;
  readonly format: (value: number) => string;
  /** Drawn as a line through all rows. */
  readonly zero?: boolean;
}

const ROW_HEIGHT = 40;
const CAP = 6;

export function intervalChart(
  rows: readonly IntervalRow[],
  { label, format, zero = false }: IntervalAxis,
): Chart {
  const values = rows.flatMap(({ value, interval, limit }) => [
    value,
    ...(interval ?? []),
    ...(limit === undefined ? [] : [limit]),
  ]);
  const [low, high] = [Math.min(...values, ...(zero ? [0] : [])), Math.max(...values, ...(zero ? [0] : []))];
  const margin = (high - low || Math.abs(high) || 1) * 0.06;
  return {
    label,
    height: 44 + ROW_HEIGHT * rows.length,
    option: (narrow) => ({
      xAxis: valueAxis({
        min: low - margin,
        max: high + margin,
        format,
        splits: narrow ? 3 : 5,
        labelEnds: false,
      }),
      yAxis: categoryAxis(
        rows.map((row) => row.label),
        true,
      ),
      series: [
        {
          type: 'custom',
          renderItem: (_params: unknown, api: CustomSeriesRenderItemAPI) => drawRow(rows, api),
          data: rows.map(({ value }, index) => [value, index]),
          ...(zero ? { markLine: zeroLine() } : {}),
        },
      ],
    }),
  };
}

function zeroLine(): object {
  return {
    silent: true,
    symbol: 'none',
    label: { show: false },
    lineStyle: { color: COLORS.soft, type: 'solid' },
    data: [{ xAxis: 0 }],
  };
}

function drawRow(rows: readonly IntervalRow[], api: CustomSeriesRenderItemAPI): CustomSeriesRenderItemReturn {
  const index = Number(api.value(1));
  const row = rows[index];
  if (row === undefined) return null;
  const color = row.color ?? COLORS.accent;
  const at = (value: number): [number, number] => {
    const [x = 0, y = 0] = api.coord([value, index]);
    return [x, y];
  };
  const line = (x1: number, y1: number, x2: number, y2: number, stroke: string, lineWidth: number) => ({
    type: 'line' as const,
    shape: { x1, y1, x2, y2 },
    style: { stroke, lineWidth, fill: 'none' },
  });
  const [x, y] = at(row.value);
  const children = [];
  if (row.interval !== null) {
    const [x1] = at(row.interval[0]);
    const [x2] = at(row.interval[1]);
    children.push(
      line(x1, y, x2, y, color, 3),
      line(x1, y - CAP, x1, y + CAP, color, 2),
      line(x2, y - CAP, x2, y + CAP, color, 2),
    );
  }
  if (row.limit !== undefined) {
    const [limit] = at(row.limit);
    children.push(line(limit, y - 2 * CAP, limit, y + 2 * CAP, COLORS.second, 3));
  }
  return {
    type: 'group',
    children: [...children, { type: 'circle', shape: { cx: x, cy: y, r: 5 }, style: { fill: color } }],
  };
}
