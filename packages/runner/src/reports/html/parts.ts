/** Pieces that pages are made of. */
import {
  describeLibrary,
  describeSessionExtras,
  type BenchmarkReport,
  type ReportError,
  type Warning,
} from '@dumont/protocol';
import { advice } from '../advice.ts';
import type { Grid } from '../grid.ts';
import type { Section } from '../report-sections.ts';
import type { Row } from '../figure-rows.ts';
import { describeExit } from '../report-heading.ts';
import { renderChart, type Chart } from './chart.ts';
import { html, nothing, type Markup } from './markup.ts';

export function section(title: string, note: string, ...content: readonly Markup[]): Markup {
  return html`<section>
    <h2>${title} <small>${note}</small></h2>
    ${content}
  </section> `;
}

export function chartSection(title: string, note: string, chart: Chart | null): Markup {
  return chart === null ? nothing : section(title, note, renderChart(chart));
}

export function sectionTable({ title, note, rows }: Section): Markup {
  return section(title, note, rowTable(rows));
}

export function rowTable(rows: readonly Row[]): Markup {
  const lines = rows.map(
    ({ label, value, note }) =>
      html`<tr>
        <td class="label">${label}</td>
        <td class="right">${value}</td>
        <td class="note">${note ?? ''}</td>
      </tr>`,
  );
  return html`<div class="scroll">
    <table>
      <tbody>
        ${lines}
      </tbody>
    </table>
  </div>`;
}

/** With more columns than this a table is too wide for a phone: each of its rows becomes a list there. */
const COLUMNS_OF_A_PHONE = 4;

/** @param paint for cells that mean something, by their text */
export function gridTable({ title, note, columns, rows }: Grid, paint?: (cell: string) => Markup): Markup {
  const cells = (row: readonly string[], tag: 'th' | 'td'): Markup[] =>
    row.map((cell, index) => {
      const kind = columns[index]?.align === 'right' ? 'right' : 'left';
      const content = paint === undefined || tag === 'th' ? html`${cell}` : paint(cell);
      return tag === 'th'
        ? html`<th class="${kind}">${content}</th>`
        : html`<td class="${kind}" data-label="${columns[index]?.heading ?? ''}">${content}</td>`;
    });
  const head = cells(
    columns.map(({ heading }) => heading),
    'th',
  );
  const body = rows.map(
    (row) =>
      html`<tr>
        ${cells(row, 'td')}
      </tr>`,
  );
  return section(
    title,
    note,
    html`<div class="scroll">
      <table class="${columns.length > COLUMNS_OF_A_PHONE ? 'stack' : ''}">
        <thead>
          <tr>
            ${head}
          </tr>
        </thead>
        <tbody>
          ${body}
        </tbody>
      </table>
    </div>`,
  );
}

export function warningSection(warnings: readonly Warning[]): Markup {
  if (warnings.length === 0) return nothing;
  const items = warnings.map(
    ({ code, message }) =>
      html`<dt>${code}</dt>
        <dd>${message}</dd>`,
  );
  return section(warnings.length === 1 ? 'Warning' : 'Warnings', '', html`<dl>${items}</dl>`);
}

export function errorSection(error: ReportError): Markup {
  const lines = (error.stderr ?? []).map((line) => html`${line} `);
  return html`<section class="verdict regressed">
    <p><b>Failed</b> ${error.code} (${describeExit(error)})</p>
    <p>${error.message}</p>
    <p class="soft">${advice[error.code]}</p>
    ${lines.length === 0 ? nothing : html`<pre>${lines}</pre>`}
  </section> `;
}

export function environmentSection({
  device,
  engine,
  environment,
  sandbox,
  settings,
}: BenchmarkReport): Markup {
  const rows: [string, string | number | null][] = [
    ['device', device.deviceName],
    ['processor', environment.cpuModel],
    ['cores', environment.cpuCores],
    ['CPU quota', environment.cpuQuotaCores],
    ['memory limit', environment.memoryLimitMb === null ? null : `${environment.memoryLimitMb} MB`],
    ['memory', `${device.ramGb} GB`],
    ['discrete GPU', device.discreteGpu],
    ['system', `${device.os} ${device.osVersion} (${environment.arch})`],
    ['container', environment.container],
    ['virtualization', environment.virtualization],
    ['power source', environment.powerSource],
    ['governor', environment.governor],
    ['load average', environment.loadAverage?.map((load) => load.toFixed(2)).join(', ') ?? null],
    [
      'temperature',
      environment.temperatureC === null
        ? null
        : `${environment.temperatureC.before} → ${environment.temperatureC.after} °C`,
    ],
    ['Node', environment.node],
    ['ONNX Runtime library', engine.library === undefined ? null : describeLibrary(engine.library)],
    ['intra-op threads', settings.intraOpThreads ?? "the engine's choice"],
    ['inter-op threads', settings.interOpThreads ?? "the engine's choice"],
    ['graph optimization', settings.graphOptimization],
    ...describeSessionExtras(settings),
    ['sandbox', `${sandbox.mode}: ${sandbox.layers.join(', ')}`],
  ];
  const known = rows.flatMap(([label, value]) =>
    value === null ? [] : [{ label, value: '', note: String(value) }],
  );
  const lines = known.map(
    ({ label, note }) =>
      html`<tr>
        <td class="label">${label}</td>
        <td>${note}</td>
      </tr>`,
  );
  return html`<section>
    <details>
      <summary>Environment</summary>
      <div class="scroll">
        <table>
          <tbody>
            ${lines}
          </tbody>
        </table>
      </div>
    </details>
  </section> `;
}
