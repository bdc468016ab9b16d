/** Attacks on the channel of messages. Its defences are the parent's: they hold with and without a sandbox. */
import { endedOtherThan, leaked, MB, type Row, type Script } from './attempt.ts';

const FORGED_LOAD = [
  {
    type: 'phase-done',
    phase: 'load',
    runs: 1,
    wallMs: 1e6,
    cpuMs: 1,
    gc: { count: 0, ms: 0 },
    involuntaryContextSwitches: 0,
  },
  { type: 'loaded', ms: 1e6, inputs: [], notFetched: [] },
  { type: 'refused', message: 'no' },
  { type: 'finished' },
]
  .map((message) => JSON.stringify(message))
  .join('\n');

const row = (name: string, model: Script): Row => ({
  name,
  model,
  succeeded: endedOtherThan('RUNNER_CRASHED'),
  withoutSandbox: 'blocked',
});

export const MESSAGE_ATTEMPTS: readonly Row[] = [
  row('a flood of valid ones', {
    attack: 'flood-messages',
    target: () => '{"type":"refused","message":"no"}',
    amount: 100_000,
  }),
  row('one that never ends', { attack: 'flood-bytes', amount: 1024 * MB }),
  row('one that is no JSON', { attack: 'send-line', target: () => '{"type":' }),
  row('one of nothing but brackets', { attack: 'send-line', target: () => '['.repeat(6 * MB) }),
  row('one that the protocol does not have', {
    attack: 'send-line',
    target: () => '{"type":"task","__proto__":{"x":1}}',
  }),
  row('a forged end without a result', { attack: 'send-line', target: () => '{"type":"finished"}' }),
  row('a forged phase', {
    attack: 'send-line',
    target: () =>
      '{"type":"phase-done","phase":"measure","runs":1,"wallMs":1,"cpuMs":1,"gc":{"count":0,"ms":0},"involuntaryContextSwitches":0}',
  }),
  row('walls that it found open, said again', {
    attack: 'send-line',
    target: () => '{"type":"walls","open":["descriptors"],"inherited":["200 (/)"]}',
  }),
  row('the name of its engine, said again', {
    attack: 'send-line',
    target: () => '{"type":"engine","name":"onnx","version":"99"}',
  }),
  {
    name: 'forged findings that name a file',
    model: { attack: 'forge-findings', target: ({ dataFile }) => dataFile },
    succeeded: leaked,
    withoutSandbox: 'succeeds',
  },
  row('a forged load longer than it took', { attack: 'send-line', target: () => FORGED_LOAD }),
];
