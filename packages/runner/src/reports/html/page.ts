/** Whole pages: of reports, one after the other, and of a comparison. */
import { figuresAt, type BenchmarkReport, type ComparisonReport } from '@dumont/protocol';
import { plainPaint } from '../paint.ts';
import { comparisonTitle, shownReport, VERDICT_WORDS } from '../comparison-text.ts';
import { describeComparison } from '../describe-comparison.ts';
import { compareReports, describeGrids } from '../grid.ts';
import { wordFigure } from '../figure-rows.ts';
import { describeMachine, describeModel, describeSubject } from '../report-heading.ts';
import { describeSections, type Section } from '../report-sections.ts';
import { changesChart, pairsChart } from './comparison-charts.ts';
import { renderChart } from './chart.ts';
import { html, nothing, type Markup } from './markup.ts';
import {
  chartSection,
  environmentSection,
  errorSection,
  gridTable,
  section,
  sectionTable,
  warningSection,
} from './parts.ts';
import {
  distributionChart,
  latencyChart,
  loadChart,
  memoryChart,
  percentileChart,
  sustainedChart,
} from './report-charts.ts';
import { STYLE } from './style.ts';
import { describePhases, timelineChart } from './timeline-chart.ts';

// Nothing is fetched and no script runs, whatever a model's name says.
const POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

function head(title: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="generator" content="dumont-runner">
<link rel="icon" href="data:,">
${html`<title>${title}</title>`.text}
<style>${STYLE}</style>
</head>
<body>
`;
}

const FOOT = '</body>\n</html>\n';

export function reportPart(report: BenchmarkReport, index: number): string {
  return `${index === 0 ? head(describeModel(report)) : ''}${articleText(report)}\n`;
}

/** Charts take a tenth of a second to draw, and a page is written anew after each report. */
const drawn = new WeakMap<BenchmarkReport, string>();

function articleText(report: BenchmarkReport): string {
  const text = drawn.get(report) ?? reportArticle(report).text;
  drawn.set(report, text);
  return text;
}

export function endOfReports(reports: readonly BenchmarkReport[]): string {
  const opening = reports.length === 0 ? head('dumont-runner') : '';
  const comparison = reports.length < 2 ? '' : gridTable(compareReports(reports)).text;
  return `${opening}${comparison}${FOOT}`;
}

export function comparisonPage(comparison: ComparisonReport): string {
  return `${head(comparisonTitle(comparison))}${comparisonArticle(comparison).text}\n${FOOT}`;
}

function headerOf(title: string, report: BenchmarkReport): Markup {
  return html`<header>
    <h1>${title}</h1>
    <p>${describeSubject(report)}</p>
    <p class="soft">${describeMachine(report)} · ${report.createdUtc}</p>
  </header>`;
}

function reportArticle(report: BenchmarkReport): Markup {
  const { inference, load, memory } = report;
  const charts =
    inference === null
      ? []
      : [
          chartSection(
            'Latency over time',
            'each run, in order; dashed: the median',
            latencyChart(inference),
          ),
          chartSection('Distribution', 'how many runs took how long', distributionChart(inference)),
          chartSection('Percentiles', 'with 95 % confidence intervals', percentileChart(inference)),
        ];
  if (report.sustained) {
    charts.push(chartSection('Sustained', 'median of each slice of time', sustainedChart(report.sustained)));
  }
  return html`<article>
    ${headerOf(describeModel(report), report)} ${report.error === null ? nothing : errorSection(report.error)}
    ${tiles(report)} ${warningSection(report.warnings)}
    <div class="pair">
      ${charts}
      ${load === null ? nothing : chartSection('Load', 'each fresh process; dashed: the median', loadChart(load))}
      ${memory === null ? nothing : chartSection('Memory', 'peak of each phase', memoryChart(report))}
    </div>
    ${timelineSection(report)} ${describeSections(report).map(withoutSketches).map(sectionTable)}
    ${describeGrids(report).map((grid) => gridTable(grid))} ${environmentSection(report)}
  </article>`;
}

/** Nothing for a report from before it, and where no process was measured. */
function timelineSection({ timeline }: BenchmarkReport): Markup {
  if (timeline === undefined || timeline === null) return nothing;
  const chart = timelineChart(timeline);
  const phases = html`<p class="soft">${describePhases(timeline)}</p>`;
  return chart === null
    ? section('Timeline', 'no chart: the measured process ended too soon to be looked at often', phases)
    : section(
        'Timeline',
        'the measured process from its start; shaded: its phases',
        renderChart(chart),
        phases,
      );
}

/** Drawn as charts here. */
function withoutSketches(shown: Section): Section {
  return { ...shown, rows: shown.rows.filter(({ sketch }) => sketch !== true) };
}

function tiles(report: BenchmarkReport): Markup {
  const shown = figuresAt('tile').map(({ name, figure }) => {
    const value = wordFigure(figure, report);
    return value === null ? nothing : tile(name, value);
  });
  return html`<div class="tiles">${shown}</div>`;
}

function tile(label: string, value: string): Markup {
  return html`<div class="tile"><span class="soft">${label}</span><b>${value}</b></div>`;
}

function comparisonArticle(comparison: ComparisonReport): Markup {
  const report = shownReport(comparison);
  const text = describeComparison(comparison, plainPaint);
  const header = headerOf(text.title, report);
  if (comparison.error !== null) {
    return html`<article>${header}${errorSection(comparison.error)}${environmentSection(report)}</article>`;
  }
  const sentences = text.sentences.map((sentence) => html`<p>${sentence}</p>`);
  return html`<article>
    ${header}
    <section class="verdict ${comparison.verdict}">
      <p><b>${text.verdict}</b></p>
      ${sentences}
      <p class="soft">${text.method}</p>
    </section>
    ${chartSection('Change', '95 % confidence intervals; bars across: the limits; grey: not counted', changesChart(comparison))}
    ${gridTable(text.metrics, paintVerdict)} ${textSection('', [text.uncounted ?? ''])}
    ${chartSection('Pairs', 'median latency of each process', pairsChart(comparison))}
    ${textSection('Self-test', text.selfTest)} ${text.certainty.map((grid) => gridTable(grid))}
    ${textSection('Output drift', text.drift)} ${textSection('Differences', text.differences)}
    ${warningSection(text.warnings)} ${environmentSection(report)}
  </article>`;
}

function paintVerdict(cell: string): Markup {
  return Object.hasOwn(VERDICT_WORDS, cell) ? html`<b class="${cell}">${cell}</b>` : html`${cell}`;
}

function textSection(title: string, lines: readonly string[]): Markup {
  const shown = lines.filter((line) => line !== '');
  if (shown.length === 0) return nothing;
  const paragraphs = shown.map((line) => html`<div>${line}</div>`);
  return title === '' ? html`<p class="soft">${shown.join(' ')}</p>` : section(title, '', ...paragraphs);
}
