import t from 'tap';
import type { Expectation } from '@dumont/protocol';
import { judge } from './judge.ts';
import { noStages } from './stages.ts';
import { emptyOutcome } from './task-outcome.ts';

const unit = { computeUnit: 'CPU (ONNX)' } as const;
const matched = { name: 'y', matched: true, maxAbsError: 0, detail: 'matches' };
const mismatched = { name: 'z', matched: false, maxAbsError: 2, detail: '3 of 4 elements differ' };

const notCompared = { name: 'w', matched: null, maxAbsError: null, detail: 'the engine did not return it' };

function measuredWith(outputs: Expectation['outputs']) {
  const expectation = { matched: null, rtol: 0, atol: 0, outputs };
  return { ...emptyOutcome(), expectation };
}

function profiledWith(verdict: 'full' | 'partial' | 'fallback') {
  const placement = { verdict, nodes: { cuda: 3, cpu: 1 }, timeMs: { cuda: 1, cpu: 1 } };
  return { ...emptyOutcome(), profile: { runs: 1, operators: [], placement } };
}

await t.test('outputs that differ fail the benchmark, naming them', async (t) => {
  const error = judge(
    { ...unit, placement: 'off' },
    { ...noStages(), measured: measuredWith([matched, mismatched]) },
  );
  t.match(error, { code: 'OUTPUT_MISMATCH', exitCode: 12, message: /z \(3 of 4 elements differ\)/ });
  t.notMatch(error?.message, /y \(/);
});

await t.test('outputs that match, or were not compared, do not', async (t) => {
  t.equal(judge({ ...unit, placement: 'off' }, { ...noStages(), measured: measuredWith([matched]) }), null);
  t.equal(judge({ ...unit, placement: 'off' }, { ...noStages(), measured: emptyOutcome() }), null);
});

await t.test('outputs of which none was compared fail it; where others were, a warning tells', async (t) => {
  const judged = (outputs: Expectation['outputs']) =>
    judge({ ...unit, placement: 'off' }, { ...noStages(), measured: measuredWith(outputs) });
  t.match(judged([notCompared]), {
    code: 'OUTPUT_MISMATCH',
    message: /^No output could be compared .*: w \(the engine did not return it\)\.$/,
  });
  t.equal(judged([matched, notCompared]), null);
  t.match(judged([mismatched, notCompared]), { message: /differ .*: z \(3 of 4 elements differ\)\.$/ });
});

await t.test('strict placement refuses what report only tells', async (t) => {
  const stages = { ...noStages(), measured: emptyOutcome(), profiled: profiledWith('partial') };
  t.equal(judge({ ...unit, placement: 'report' }, stages), null);
  const error = judge({ ...unit, placement: 'strict' }, stages);
  t.match(error, { code: 'UNIT_UNAVAILABLE', exitCode: 11, message: /3 on cuda, 1 on cpu/ });
  t.equal(judge({ ...unit, placement: 'strict' }, { ...stages, profiled: profiledWith('full') }), null);
});

await t.test('strict placement fails where an engine cannot tell placement', async (t) => {
  const engine = { name: 'mute', version: '1', hasProfiler: false };
  const stages = { ...noStages(), measured: { ...emptyOutcome(), engine } };
  t.equal(judge({ ...unit, placement: 'report' }, stages), null);
  const error = judge({ ...unit, placement: 'strict' }, stages);
  t.match(error, { code: 'UNIT_UNAVAILABLE', message: /engine mute has no profiler.*CPU \(ONNX\).*strict/ });
});

await t.test('times of another unit are no result', async (t) => {
  const stages = { ...noStages(), measured: emptyOutcome(), profiled: profiledWith('fallback') };
  const error = judge({ ...unit, placement: 'report' }, stages);
  t.match(error, { code: 'UNIT_UNAVAILABLE', exitCode: 11, message: /CPU \(ONNX\) ran no part/ });
});
