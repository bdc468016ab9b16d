/** The isolated run against a fake engine that really computes, hangs, crashes and grows. */
import { existsSync, readFileSync } from 'node:fs';
import { watch, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { reportSchema, DumontError } from '@dumont/protocol';
import { launchBenchmark, probeEngine, type BenchmarkEvent } from '@dumont/runner';
import { execaNode, execaSync } from 'execa';
import t from 'tap';
import { requestFor, WITHOUT_SANDBOX, writeFakeModel } from '../support/fake-model.ts';
import { allGone, isAlive } from '../support/processes.ts';

await t.test('a run to the end gives a complete report', async (t) => {
  const file = await writeFakeModel(t, {
    load: [{ do: 'compute', ms: 20 }],
    runs: [[{ do: 'compute', ms: 2 }]],
  });
  const events: BenchmarkEvent[] = [];
  const report = await launchBenchmark(requestFor(file, { loads: 3 }), {
    onEvent: (event) => events.push(event),
  });
  t.same(reportSchema.parse(report), report);
  t.equal(report.status, 'complete');
  t.equal(report.error, null);
  t.equal(report.load?.samplesMs.length, 3);
  t.equal(report.inference?.samplesMs.length, 5);
  t.ok((report.load?.ms.min ?? 0) >= 20, 'loads take what they take');
  t.ok((report.inference?.ms.min ?? 0) >= 2, 'runs take what they take');
  t.ok((report.inference?.cpuMsPerRun ?? 0) > 0, 'and CPU time of each');
  t.match(report.model.sha256, /^[0-9a-f]{64}$/);
  const purposes = events.flatMap((event) => (event.type === 'process' ? [event.purpose] : []));
  t.same(purposes, ['load', 'load', 'measure', 'floor']);
});

await t.test('the first run is no part of the summary', async (t) => {
  const slowFirst = [{ do: 'compute', ms: 200 }];
  const file = await writeFakeModel(t, { runs: [slowFirst, []] });
  const report = await launchBenchmark(requestFor(file));
  t.ok((report.inference?.firstMs ?? 0) >= 200);
  t.equal(report.inference?.samplesMs.filter((ms) => ms >= 200).length, 0);
});

await t.test(
  'collections of the heap in the runs are counted, and told where they take their time',
  async (t) => {
    const idle = await launchBenchmark(requestFor(await writeFakeModel(t, { runs: [[]] })));
    t.strictSame(idle.gc, { count: 0, ms: 0, load: idle.gc?.load });
    const file = await writeFakeModel(t, { runs: [[{ do: 'make-garbage', mb: 200 }]] });
    const { gc, warnings, load } = await launchBenchmark(requestFor(file));
    t.ok(load);
    t.ok((gc?.count ?? 0) >= 5, 'at least one in each run');
    t.ok((gc?.ms ?? 0) > 0);
    t.match(warnings.find(({ code }) => code === 'GC_IN_PHASE')?.message, /of inference/);
  },
);

await t.test('a crash is reported with its signal, what it was at, and its last words', async (t) => {
  const words = { do: 'write-stderr', text: 'kernel: assertion failed\n' };
  const file = await writeFakeModel(t, { runs: [[], [words, { do: 'die', signal: 'SIGSEGV' }]] });
  const { status, error, load, inference } = await launchBenchmark(requestFor(file));
  t.equal(status, 'failed');
  t.match(error, { code: 'RUNNER_CRASHED', exitCode: 12, signal: 'SIGSEGV' });
  t.match(error?.message, /SIGSEGV in the warm-up or the measured runs/);
  t.ok(error?.stderr?.includes('kernel: assertion failed'));
  t.ok(load, 'what was measured before is not lost');
  t.equal(inference, null);
});

await t.test('an exit before the result is told from a crash', async (t) => {
  const file = await writeFakeModel(t, { load: [{ do: 'exit', code: 7 }] });
  const { error } = await launchBenchmark(requestFor(file));
  t.match(error, { code: 'RUNNER_CRASHED', signal: null });
  t.match(error?.message, /exit code 7 while loading the model/);
});

await t.test('an exit code that bubblewrap would give a signal is no signal', async (t) => {
  const file = await writeFakeModel(t, { load: [{ do: 'exit', code: 137 }] });
  const { error } = await launchBenchmark(requestFor(file));
  t.match(error, { code: 'RUNNER_CRASHED', signal: null });
  t.match(error?.message, /exit code 137 while loading the model/);
});

await t.test(
  'an engine needs no profiler: on an accelerator too, the report says what is not known',
  async (t) => {
    const file = await writeFakeModel(t, {});
    const onGpu = { computeUnit: 'GPU (ONNX)', placement: 'report' } as const;
    const report = await launchBenchmark(requestFor(file, onGpu));
    t.equal(report.error, null);
    t.equal(report.engine.placement, null);
    t.ok(report.warnings.some(({ code }) => code === 'NO_PROFILER'));
    const strict = await launchBenchmark(requestFor(file, { ...onGpu, placement: 'strict' }));
    t.match(strict.error, { code: 'UNIT_UNAVAILABLE', message: /no profiler/ });
  },
);

await t.test('an engine is told the unit, since one provider may run several', async (t) => {
  const file = await writeFakeModel(t, {});
  const source = `export const engine = {
    name: 'units', version: '1', formats: ['onnx'],
    probe: async () => [],
    load: async (model, options) => { throw new Error('asked for ' + options.unit + ' by ' + options.provider); },
  };`;
  const engine = { name: 'units', package: path.join(path.dirname(file), 'engine.mjs') };
  await writeFile(engine.package, source);
  const request = requestFor(file, { engine, computeUnit: 'WebGPU (ONNX)' });
  t.match((await launchBenchmark(request)).error?.message, /asked for WebGPU \(ONNX\) by webgpu/);
});

await t.test('an error of the engine keeps its code and words', async (t) => {
  const file = await writeFakeModel(t, {
    load: [{ do: 'fail', code: 'MODEL_INVALID', message: 'not a model' }],
  });
  const { error } = await launchBenchmark(requestFor(file));
  t.match(error, { code: 'MODEL_INVALID', exitCode: 10, message: 'not a model' });
});

await t.test('a hang ends at the time limit', async (t) => {
  const file = await writeFakeModel(t, { runs: [[{ do: 'hang' }]] });
  const { error } = await launchBenchmark(requestFor(file, { timeoutMs: 3000 }));
  t.match(error, { code: 'DEADLINE_EXCEEDED', exitCode: 13, message: /after 3 s/ });
});

await t.test('what the caller has spent counts', async (t) => {
  const file = await writeFakeModel(t, {});
  const { error, load } = await launchBenchmark(requestFor(file, { timeoutMs: 60_000 }), { spentMs: 60_000 });
  t.match(error, { code: 'DEADLINE_EXCEEDED' });
  t.equal(load, null, 'nothing was started');
});

await t.test('a memory limit ends the process that passes it', async (t) => {
  const file = await writeFakeModel(t, { runs: [[{ do: 'keep-memory', mb: 600 }, { do: 'hang' }]] });
  const { error } = await launchBenchmark(requestFor(file, { memoryLimitBytes: 400 * 2 ** 20 }));
  t.match(error, { code: 'MEMORY_EXCEEDED', exitCode: 13 });
  t.match(error?.message, /limit of 400 MB/);
});

await t.test(
  'a peak shorter than any sampling interval is seen',
  { skip: process.platform !== 'linux' && 'only Linux has kernel peaks' },
  async (t) => {
    const file = await writeFakeModel(t, { runs: [[], [{ do: 'touch-memory', mb: 300 }], []] });
    const { memory } = await launchBenchmark(requestFor(file));
    t.equal(memory?.method, 'kernel-peak');
    // Without the spike the whole process is far below; how exact the peak is, sampling.test.ts shows on a quieter one.
    const { peakMb = 0 } = memory?.inference ?? {};
    t.ok(peakMb > 300, `${peakMb} MB`);
    const { peakMb: loadPeakMb = Infinity } = memory?.load ?? {};
    t.ok(loadPeakMb < 300, 'and blamed on the phase that had it');
  },
);

await t.test('aborting ends everything and rejects with the reason', async (t) => {
  const folder = t.testdir({});
  const pidFile = path.join(folder, 'pids');
  const file = await writeFakeModel(t, { runs: [[{ do: 'leave-grandchild', pidFile }, { do: 'hang' }]] });
  const abort = new AbortController();
  const launched = launchBenchmark(requestFor(file, { sandbox: WITHOUT_SANDBOX }), { signal: abort.signal });
  await written(pidFile, 2);
  abort.abort(new Error('stopped by the test'));
  await t.rejects(launched, { message: 'stopped by the test' });
  t.equal((await allGone(pidFile)).length, 2, 'the child and the grandchild that left its group');
});

await t.test('what a process left behind may hold its streams: its own end is the end', async (t) => {
  const pidFile = path.join(t.testdir({}), 'pids');
  const file = await writeFakeModel(t, {
    load: [
      { do: 'write-stderr', text: 'its last words\n' },
      { do: 'leave-grandchild', pidFile, keeps: [2, 3] },
      { do: 'die', signal: 'SIGSEGV' },
    ],
  });
  const { error } = await launchBenchmark(requestFor(file, { sandbox: WITHOUT_SANDBOX }));
  const [, grandchild = NaN] = readFileSync(pidFile, 'utf8').split('\n').map(Number);
  t.teardown(() => process.kill(grandchild, 'SIGKILL'));
  t.ok(isAlive(grandchild), 'it was not waited for');
  t.match(error, { code: 'RUNNER_CRASHED', signal: 'SIGSEGV' });
  t.ok(error?.stderr?.includes('its last words'));
});

await t.test('a caller’s reason that looks like an error of the benchmark makes no report', async (t) => {
  const pidFile = path.join(t.testdir({}), 'pids');
  const file = await writeFakeModel(t, { runs: [[{ do: 'write-pid', pidFile }, { do: 'hang' }]] });
  const abort = new AbortController();
  const launched = launchBenchmark(requestFor(file, { sandbox: WITHOUT_SANDBOX }), { signal: abort.signal });
  await written(pidFile, 1);
  const reason = new DumontError('USAGE', 'another worker has the identity');
  abort.abort(reason);
  t.equal(await launched.catch((error: unknown) => error), reason);
  t.equal((await allGone(pidFile)).length, 1);
});

await t.test(
  'a process that hangs does not outlive a killed parent',
  { skip: withoutSetpriv() },
  async (t) => {
    const pidFile = path.join(t.testdir({}), 'pids');
    const file = await writeFakeModel(t, { runs: [[{ do: 'write-pid', pidFile }, { do: 'hang' }]] });
    const parent = execaNode(path.join(import.meta.dirname, 'fixtures/launch-and-wait.ts'), [file], {
      nodeOptions: ['--conditions=dumont-source'],
      reject: false,
    });
    await written(pidFile, 1);
    parent.kill('SIGKILL');
    await parent;
    t.equal((await allGone(pidFile)).length, 1);
  },
);

await t.test('an aborted signal starts nothing', async (t) => {
  const file = await writeFakeModel(t, {});
  const signal = AbortSignal.abort(new Error('too late'));
  await t.rejects(launchBenchmark(requestFor(file), { signal }), { message: 'too late' });
});

await t.test('a unit that does not take the format fails, naming those that do', async (t) => {
  const file = await writeFakeModel(t, {});
  const coreml = { computeUnit: 'GPU (CoreML)', engine: { name: 'coreml', package: null } } as const;
  const { error } = await launchBenchmark(requestFor(file, coreml));
  t.match(error, { code: 'UNIT_UNAVAILABLE', exitCode: 11 });
  t.match(error?.message, /CPU \(ONNX\)/);
});

await t.test('a duration is measured for that long, and at least one run', async (t) => {
  const file = await writeFakeModel(t, { runs: [[{ do: 'compute', ms: 10 }]] });
  const stop = { runs: 5, durationMs: 100, untilStable: false };
  const samples = (await launchBenchmark(requestFor(file, { stop }))).inference?.samplesMs ?? [];
  const totalMs = samples.reduce((total, ms) => total + ms, 0);
  t.ok(samples.length >= 1 && samples.length <= 10, `${samples.length} runs`);
  t.ok(totalMs >= 100 || samples.length === 10, `${totalMs} ms`);
});

await t.test('until stable goes on past the runs asked for', async (t) => {
  const unsteady = [10, 1, 10, 1, 10, 1].map((ms) => [{ do: 'compute', ms }]);
  const file = await writeFakeModel(t, { runs: [...unsteady, [{ do: 'compute', ms: 3 }]] });
  const stop = { runs: 4, durationMs: null, untilStable: true };
  const report = await launchBenchmark(requestFor(file, { stop, warmup: { runs: 0, ms: 0 } }));
  t.ok((report.inference?.samplesMs.length ?? 0) > 4);
});

await t.test('a probe runs in a process of its own', async (t) => {
  t.same(await probeEngine({ name: 'fake', package: null }), [
    { unit: 'CPU (ONNX)', available: true, reason: null, runtime: { name: 'fake', version: '1.0.0' } },
  ]);
});

/** Resolves once the fake model has written so many process ids. */
async function written(pidFile: string, count: number): Promise<void> {
  const changes = watch(path.dirname(pidFile));
  const complete = (): boolean =>
    existsSync(pidFile) && readFileSync(pidFile, 'utf8').split('\n').length === count + 1;
  if (complete()) return;
  for await (const _change of changes) if (complete()) return;
}

/** @returns why the kernel cannot be asked to end a process with its parent here, or false */
function withoutSetpriv(): string | false {
  const { failed } = execaSync('setpriv', ['--pdeathsig', 'KILL', '--', 'true'], { reject: false });
  return failed ? 'needs setpriv of util-linux 2.33 or later' : false;
}
