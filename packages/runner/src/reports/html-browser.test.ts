/** HTML in a real browser: no error on its console, charts that are seen, and a phone's screen that holds it. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import t from 'tap';
import { regressedComparison } from '../../../protocol/src/testing/sample-comparison.ts';
import { completeReport, failedReport, longReport } from '../../../protocol/src/testing/sample-report.ts';
import { findProgram } from '../host/programs.ts';
import { plainPaint } from './paint.ts';
import { htmlFormat } from './html.ts';
import { renderDocument } from './report-format.ts';

const executablePath = ['chromium', 'chromium-browser', 'google-chrome']
  .map((name) => findProgram(name))
  .find((found) => found !== null);

/** No traffic of the browser's own. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** What the browser makes of the charts' colours. Text, because this program knows no DOM. */
const CHART_PAINT = `[...document.querySelectorAll('svg [stroke^="var(--accent)"], svg [fill^="var(--accent)"]')]
  .map((element) => getComputedStyle(element).stroke + getComputedStyle(element).fill).join()`;

await t.test(
  'pages of reports and comparisons, on a desktop and a phone, light and dark',
  { skip: executablePath === undefined && 'no chromium is installed' },
  async (t) => {
    const context = { planned: 2, width: 80, paint: plainPaint };
    const pages = {
      long: { text: await renderDocument(htmlFormat, [longReport], context), charts: 6 },
      reports: { text: await renderDocument(htmlFormat, [completeReport, failedReport], context), charts: 5 },
      comparison: { text: await htmlFormat.renderComparison(regressedComparison, context), charts: 2 },
    };
    const folder = t.testdir();
    const browser = await chromium.launch({ executablePath: executablePath ?? '', args: FLAGS });
    t.teardown(() => browser.close());
    for (const [name, { text, charts }] of Object.entries(pages)) {
      const file = path.join(folder, `${name}.html`);
      writeFileSync(file, text);
      for (const { width, colorScheme } of [
        { width: 1200, colorScheme: 'light' },
        { width: 390, colorScheme: 'dark' },
      ] as const) {
        const complaints: string[] = [];
        const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
        page.on('console', (message) => complaints.push(message.text()));
        page.on('pageerror', (error) => complaints.push(error.message));
        page.on('requestfailed', (request) => complaints.push(request.url()));
        await page.goto(pathToFileURL(file).href);
        const subject = `${name}, ${width} pixels, ${colorScheme}`;
        t.strictSame(complaints, [], subject);
        t.equal(await page.locator('svg:visible').count(), charts, `${subject}: charts`);
        const paint = await page.evaluate<string>(CHART_PAINT);
        t.match(paint, colorScheme === 'dark' ? /118, 169, 245/ : /36, 99, 199/, `${subject}: colours`);
        const overflow = await page.evaluate<number>(
          'document.documentElement.scrollWidth - window.innerWidth',
        );
        t.ok(overflow <= 0, `${subject}: nothing sticks out`);
        await page.close();
      }
    }
  },
);
