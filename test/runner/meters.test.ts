/** A meter that is added to the list is begun and ended with each phase, and closed on every path. */
import { DumontError, type RunnerTask } from '@dumont/protocol';
import t, { type Test } from 'tap';
import { conductTask } from '../../packages/runner/src/benchmark/launch/conduct-task.ts';
import { METERS } from '../../packages/runner/src/benchmark/meters/all-meters.ts';
import type { Meter, OpenMeter } from '../../packages/runner/src/benchmark/meters/meter.ts';
import { Sandbox } from '../../packages/runner/src/benchmark/sandbox/sandbox.ts';
import { type FakeScript, requestFor, WITHOUT_SANDBOX, writeFakeModel } from '../support/fake-model.ts';

type Call = 'open' | 'begin' | 'end' | 'close';

interface FakeMeter {
  readonly calls: Call[];
  readonly open: () => Promise<Meter<string>>;
}

const PHASES = ['load', 'first', 'measure'] as const;
const { signal } = new AbortController();

await t.test('each phase has its reading', async (t) => {
  const fake = fakeMeter();
  const { outcome, error } = await measure(t, {}, { fake: fake.open });
  t.equal(error, null);
  t.same(fake.calls, ['open', 'begin', 'end', 'begin', 'end', 'begin', 'end', 'close']);
  for (const phase of PHASES) {
    t.match(outcome.phases.get(phase), {
      fake: `of ${phase}`,
      cpuMs: Number,
      memory: { startBytes: Number },
    });
  }
});

await t.test('a phase that fails', async (t) => {
  const fake = fakeMeter();
  const fails = { do: 'fail', code: 'MODEL_INVALID', message: 'not a model' };
  const { error } = await measure(t, { load: [fails] }, { fake: fake.open });
  t.equal(error?.code, 'MODEL_INVALID');
  t.same(fake.calls, ['open', 'begin', 'close']);
});

await t.test('a process that dies', async (t) => {
  const fake = fakeMeter();
  const { error } = await measure(t, { runs: [[{ do: 'exit', code: 7 }]] }, { fake: fake.open });
  t.equal(error?.code, 'RUNNER_CRASHED');
  t.same(fake.calls, ['open', 'begin', 'end', 'begin', 'close']);
});

await t.test('a task that is stopped', async (t) => {
  const stop = new AbortController();
  const overdue = new DumontError('DEADLINE_EXCEEDED', 'too late');
  const fake = fakeMeter((call) => {
    if (call === 'begin') stop.abort(overdue);
  });
  const { error } = await measure(t, {}, { fake: fake.open }, stop.signal);
  t.equal(error?.code, 'DEADLINE_EXCEEDED');
  t.same(fake.calls, ['open', 'begin', 'close']);
});

for (const failing of ['open', 'begin', 'end'] as const) {
  await t.test(`a meter that fails at ${failing}: those beside it are closed`, async (t) => {
    const first = fakeMeter();
    const last = fakeMeter((call) => {
      if (call === failing) throw new Error(`no ${call}`);
    });
    await t.rejects(measure(t, {}, { first: first.open, last: last.open }), {
      message: `no ${failing}`,
    });
    t.equal(first.calls.at(-1), 'close');
    t.equal(last.calls.at(-1), failing === 'open' ? 'open' : 'close');
  });
}

function fakeMeter(onCall: (call: Call) => void = () => undefined): FakeMeter {
  const calls: Call[] = [];
  const note = (call: Call): void => {
    calls.push(call);
    onCall(call);
  };
  const meter: Meter<string> = {
    begin: async () => {
      note('begin');
    },
    end: async ({ phase }) => {
      note('end');
      return `of ${phase}`;
    },
    close: () => {
      note('close');
    },
  };
  const open = async () => {
    note('open');
    return meter;
  };
  return { calls, open };
}

/** @param added meters, after those that there are */
async function measure(
  t: Test,
  script: FakeScript,
  added: Readonly<Record<string, OpenMeter<unknown>>>,
  until: AbortSignal = signal,
) {
  const request = requestFor(await writeFakeModel(t, script));
  const { engine, session, model, warmup, stop, inputs } = request;
  const options = { ...session, unit: 'CPU (ONNX)', provider: 'cpu' } as const;
  const task: RunnerTask = {
    kind: 'measure',
    engine,
    model,
    options,
    warmup,
    stop,
    inputs,
    expect: null,
  };
  const sandbox = await Sandbox.open(WITHOUT_SANDBOX, null, []);
  try {
    const conditions = { signal: until, memoryLimitBytes: null, sandbox, onEvent: () => undefined };
    return await conductTask(task, conditions, { ...METERS, ...added });
  } finally {
    await sandbox.close();
  }
}
