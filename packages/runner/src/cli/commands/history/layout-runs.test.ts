import stringWidth from 'string-width';
import t from 'tap';
import { describeTrends, layoutRuns } from './layout-runs.ts';

const row = (id: number, median: number, series = 'a') => ({
  id,
  created_utc: `2026-03-${String(id).padStart(2, '0')}T00:00:00.000Z`,
  kind: 'benchmark' as const,
  series,
  model: `${series}.onnx`,
  compute_unit: 'CPU (ONNX)',
  outcome: 'complete',
  median_ms: median,
});

await t.test('a lasting change is named with its day and confidence', async (t) => {
  const rows = Array.from({ length: 20 }, (_, index) =>
    row(index + 1, (index < 12 ? 10 : 12) + (index % 3) * 0.1),
  );
  const [trend] = describeTrends(rows);
  t.match(
    trend,
    /^a\.onnx on CPU \(ONNX\): \S+ 10\.0 ms … 12\.2 ms in 20 runs; \+19\.\d % since run 13 of 2026-03-13 \(confidence [^)]+ %\)\.$/,
  );
});

await t.test('each series is seen alone, and a single run is none', async (t) => {
  const trends = describeTrends([row(1, 10), row(2, 10.1), row(3, 90, 'b'), row(4, 10.2)]);
  t.equal(trends.length, 1);
  t.match(trends[0], /^a\.onnx .* in 3 runs; no lasting change\.$/);
});

await t.test('the time and the median are whole, however narrow the terminal is', (t) => {
  const runs = [
    { ...row(1, 10), model: 'a-model-of-quite-a-long-name.onnx' },
    { ...row(1234, 0.0437), created_utc: '2026-03-02T09:08:07.000Z', outcome: 'UNIT_UNAVAILABLE' },
  ];
  for (const width of [60, 70, 80, 100]) {
    const text = layoutRuns(runs, { width, paint: (_style, painted) => painted });
    for (const whole of ['2026-03-01 00:00', '2026-03-02 09:08', '10.0 ms', '43.7 µs']) t.match(text, whole);
    t.ok(
      text.split('\n').every((line) => stringWidth(line) <= width),
      `${width} columns`,
    );
  }
  t.match(layoutRuns(runs, { width: 100, paint: (_style, painted) => painted }), 'UNIT_UNAVAILABLE');
  t.end();
});
