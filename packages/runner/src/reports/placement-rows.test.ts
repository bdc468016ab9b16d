import t from 'tap';
import type { Placement } from '@dumont/protocol';
import { completeReport } from '../../../protocol/src/testing/sample-report.ts';
import { describePlacement, placementRows } from './placement-rows.ts';

/** What is left of 80 columns beside a section's title. */
const LINE = 61;

await t.test('a verdict and what it rests on take a line', (t) => {
  const cases: [Placement['verdict'], Placement['restsOn'] & {}, RegExp][] = [
    ['full', ['plan'], /^full: all is planned .* nobody saw$/],
    ['full', ['plan', 'evidence'], / unit, seen at work$/],
    ['partial', ['plan'], /nobody saw$/],
    ['partial', ['plan', 'evidence'], /part is planned for another unit, seen at work$/],
    ['fallback', ['plan'], /none is planned .* nobody saw$/],
    ['fallback', ['plan', 'evidence'], /none is planned for the unit, not seen at work$/],
    ['fallback', ['evidence'], /^fallback: the unit was not seen at work$/],
    ['unknown', ['evidence'], /^unknown: seen at work, how much/],
  ];
  for (const [verdict, restsOn, words] of cases) {
    const text = describePlacement({ verdict, restsOn, nodes: {}, timeMs: {} });
    t.match(text, words);
    t.ok(text.length <= LINE, text);
  }
  t.end();
});

await t.test('a plan has rows by unit with the work, and below them what was seen', (t) => {
  const engine = {
    ...completeReport.engine,
    computeUnit: 'Neural Engine (CoreML)',
    requestedProvider: 'coreml',
  };
  const placement: Placement = {
    ...{ verdict: 'partial', restsOn: ['plan', 'evidence'], source: 'plan', timeMs: {} },
    nodes: { ane: 12, 'coreml-cpu': 2 },
    operators: { ane: { conv: 12 }, 'coreml-cpu': { cast: 2 } },
    costPercent: { ane: 98.5 },
  };
  const acceleratorEvidence = { elapsedMs: 900, gpuTimeMs: null, neuralFootprintMb: 33, cpuTimeMs: 40 };
  t.match(placementRows({ engine, acceleratorEvidence }, placement), [
    { label: 'ane', value: '12 nodes', note: /^planned, 99 % of the estimated work$/ },
    { label: 'coreml-cpu', value: '2 nodes', note: 'planned: 2 cast' },
    { label: 'Neural Engine', value: '33.0 MB', note: /held/ },
    { label: 'CPU', value: /ms/, note: /of 900(\.0)? ms of the measured phase/ },
  ]);
  t.end();
});
