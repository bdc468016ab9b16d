import t from 'tap';
import { summarizeSustained } from './sustained.ts';

await t.test('burst is the first slice, sustained the last third', async (t) => {
  // 100 runs of 10 ms, then 100 of 20 ms: slices of one second.
  const samples = [...new Array<number>(100).fill(10), ...new Array<number>(100).fill(20)];
  const sustained = summarizeSustained(samples, 1000, [
    { atMs: 0, temperatureC: 40, frequencyMhz: 3000, throttleEvents: 0 },
    { atMs: 1500, temperatureC: 80, frequencyMhz: 1500, throttleEvents: 2 },
  ]);
  t.match(sustained, {
    burstMs: 10,
    sustainedMs: 20,
    ratio: 2,
    slices: [
      { startMs: 0, runs: 100, medianMs: 10, temperatureC: 40 },
      { startMs: 1000, runs: 50, medianMs: 20, temperatureC: 80, frequencyMhz: 1500, throttleEvents: 2 },
      { startMs: 2000, runs: 50, maxMs: 20, temperatureC: 80 },
    ],
  });
});

await t.test('a run longer than a slice leaves slices out; one slice tells nothing', async (t) => {
  const sustained = summarizeSustained([2500, 2500, 100], 1000, []);
  t.strictSame(
    sustained?.slices.map(({ startMs }) => startMs),
    [0, 2000, 5000],
  );
  t.match(sustained?.slices[0], { temperatureC: null, frequencyMhz: null, throttleEvents: null });
  t.equal(summarizeSustained([1, 1], 1000, []), null);
});
