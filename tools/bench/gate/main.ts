/**
 * `npm run bench:gate [-- --pairs 20]`: the comparison's claims with real processes on this machine. Identical code in turn (how often would it be
 * called regressed), and a model that really has more to do (is it found, and how soon). Figures of one run; nothing is asserted.
 */
import { parseArgs } from 'node:util';
import type { ComparisonReport, MetricLimits } from '@dumont/protocol';
import { DEFAULT_REQUEST, launchComparison, type PairedRequest } from '@dumont/runner';
import { benchRequest, USUAL_WIDTH } from '../request.ts';

const { values } = parseArgs({
  options: { pairs: { type: 'string', default: '20' }, json: { type: 'boolean', default: false } },
});
const pairs = Number(values.pairs);
if (!Number.isInteger(pairs) || pairs < 6) throw new Error('--pairs must be a whole number from 6 on');

/** A wider image: about so much more to do. */
const WIDER = 240;

const uncounted = { limit: 0.05, gated: false };
const limits: MetricLimits = {
  latency: { limit: 0.05, gated: true },
  load: uncounted,
  first: uncounted,
  memory: uncounted,
};

function requestOf(width: number): PairedRequest['candidate'] {
  return { ...benchRequest(width), loads: 1, stop: { ...DEFAULT_REQUEST.stop, runs: 30 } };
}

async function compare(
  kind: PairedRequest['kind'],
  baseline: number,
  candidate: number,
): Promise<ComparisonReport> {
  const effort = { maxPairs: pairs, budgetMs: null, adaptRuns: false };
  return launchComparison({
    kind,
    baseline: requestOf(baseline),
    candidate: requestOf(candidate),
    limits,
    effort,
  });
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

function describe(
  name: string,
  { metrics, pairs: taken, verdict, durationMs, selfTest }: ComparisonReport,
): string {
  const latency = metrics.find(({ metric }) => metric === 'latency');
  const interval = latency?.changeCi95?.map(percent).join(' … ') ?? 'unknown';
  const lines = [
    name,
    `  ${verdict} after ${taken} of ${pairs} pairs, ${(durationMs / 1000).toFixed(0)} s`,
    `  latency ${percent(latency?.change ?? 0)} (95 % CI ${interval}), limit 5 %`,
    `  smallest change found: ${percent(latency?.smallestDetectableChange ?? 0)}`,
  ];
  if (selfTest !== null) {
    lines.push(
      `  processes differ by ${percent(selfTest.variation)} (coefficient of variation)`,
      `  called regressed: ${percent(selfTest.singleProcesses)} by one process each, ${percent(selfTest.withLimit)} by the comparison, ${percent(selfTest.withoutLimit)} by it without a limit`,
    );
  }
  return lines.join('\n');
}

const same = await compare('self-test', USUAL_WIDTH, USUAL_WIDTH);
const slower = await compare('paired', USUAL_WIDTH, WIDER);
process.stdout.write(
  values.json
    ? `${JSON.stringify({ same, slower }, null, 2)}\n`
    : `${describe('Identical code', same)}\n${describe(`An image ${percent(WIDER / USUAL_WIDTH - 1)} wider`, slower)}\n`,
);
