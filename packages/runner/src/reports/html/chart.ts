/** Charts as SVG, rendered without a browser. */
import type { EChartsCoreOption } from 'echarts/core';
import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { TimeScale } from '../quantity.ts';
import { html, Markup } from './markup.ts';

use([
  BarChart,
  CustomChart,
  LineChart,
  ScatterChart,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  SVGRenderer,
]);

/** Variables of the page's style. */
export const COLORS = {
  ink: 'var(--ink)',
  soft: 'var(--soft)',
  line: 'var(--line)',
  accent: 'var(--accent)',
  accentSoft: 'var(--accent-soft)',
  second: 'var(--second)',
  good: 'var(--good)',
  bad: 'var(--bad)',
  open: 'var(--open)',
} as const;

const WIDE = 620;
/** A phone: the same chart, with text of the same size. */
const NARROW = 330;

export interface Chart {
  /** What a reader who cannot see it is told. */
  readonly label: string;
  readonly height: number;
  /** @param narrow true where there is room for few labels */
  readonly option: (narrow: boolean) => EChartsCoreOption;
}

/** @returns the chart twice; the style shows the one that fits the screen */
export function renderChart(chart: Chart): Markup {
  return html`<div class="wide" role="img" aria-label="${chart.label}">${renderSvg(chart, WIDE)}</div>
    <div class="narrow" role="img" aria-label="${chart.label}">${renderSvg(chart, NARROW)}</div>`;
}

function renderSvg({ height, option }: Chart, width: number): Markup {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({
      animation: false,
      textStyle: { color: COLORS.ink, fontFamily: 'inherit' },
      grid: {
        left: 8,
        right: 16,
        top: 24,
        bottom: 8,
        outerBoundsMode: 'same',
        outerBoundsContain: 'axisLabel',
      },
      ...option(width === NARROW),
    });
    return new Markup(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

export interface AxisOptions {
  readonly name?: string;
  readonly min?: number | 'dataMin';
  readonly max?: number | 'dataMax';
  readonly lines?: boolean;
  readonly format?: (value: number) => string;
  readonly splits?: number;
  /** False where the axis ends at no round number. */
  readonly labelEnds?: boolean;
}

export function valueAxis({ name, min, max, lines = true, format, splits, labelEnds }: AxisOptions): object {
  return {
    type: 'value',
    scale: true,
    ...(name === undefined ? {} : { name, nameTextStyle: { color: COLORS.soft } }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(splits === undefined ? {} : { splitNumber: splits }),
    axisLine: { lineStyle: { color: COLORS.line } },
    axisTick: { lineStyle: { color: COLORS.line } },
    axisLabel: {
      color: COLORS.soft,
      hideOverlap: true,
      ...(labelEnds === false ? { showMinLabel: false, showMaxLabel: false } : {}),
      ...(format === undefined ? {} : { formatter: format }),
    },
    splitLine: { show: lines, lineStyle: { color: COLORS.line } },
  };
}

/** Round numbers need no zeros behind the point. */
export function tickFormat({ number }: TimeScale): (ms: number) => string {
  return (ms) => String(Number(number(ms).replaceAll(',', '')));
}

export function categoryAxis(data: readonly string[], inverse = false): object {
  return {
    type: 'category',
    data,
    inverse,
    axisLine: { lineStyle: { color: COLORS.line } },
    axisTick: { show: false },
    axisLabel: { color: COLORS.soft, hideOverlap: true },
  };
}
