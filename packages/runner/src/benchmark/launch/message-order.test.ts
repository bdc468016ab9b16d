import type { FromRunner, RunnerTask } from '@dumont/protocol';
import t from 'tap';
import { DEFAULT_REQUEST } from './default-request.ts';
import { MessageOrder } from './message-order.ts';

const load: RunnerTask = {
  kind: 'load',
  engine: { name: 'fake', package: null },
  model: { inputBytes: 4, outputBytes: 4 },
  options: { ...DEFAULT_REQUEST.session, unit: 'CPU (ONNX)', provider: 'cpu' },
};
const { warmup, stop, inputs } = DEFAULT_REQUEST;
const measure: RunnerTask = { ...load, kind: 'measure', inputs, warmup, stop, expect: null };

/** Only the type and the phase count. */
const said = (step: string): FromRunner => {
  const [type, phase] = step.split(' ');
  return { type, ...(phase === undefined ? {} : { phase }) } as FromRunner;
};

function firstDisorder(task: RunnerTask, steps: string): string | null {
  const order = new MessageOrder(task);
  for (const step of steps.split(', ')) {
    const disorder = order.take(said(step));
    if (disorder !== null) return disorder;
  }
  return null;
}

const LOADED = 'online, walls, engine, phase-ready load, phase-done load, loaded';
const FIRST = `${LOADED}, inputs, phase-ready first, phase-done first`;
const MEASURED = `${FIRST}, first, phase-ready measure, phase-done measure, samples`;

await t.test('what a process says in its order is taken', (t) => {
  t.equal(firstDisorder(load, `${LOADED}, finished`), null);
  t.equal(firstDisorder(measure, `${MEASURED}, samples, finished`), null);
  t.equal(firstDisorder(measure, `${FIRST}, refused, finished`), null);
  t.equal(firstDisorder(measure, 'online, failed'), null);
  t.equal(firstDisorder(measure, `${LOADED}, exiting`), null);
  t.end();
});

await t.test('anything else is not', (t) => {
  const twice = ['online', 'walls', 'engine', 'phase-ready load', 'loaded'];
  for (const step of twice) t.type(firstDisorder(load, `${LOADED}, ${step}`), 'string', `${step} again`);
  t.equal(firstDisorder(load, 'walls'), 'said "walls" first');
  t.equal(firstDisorder(load, 'online, engine'), 'said "engine" after "online"');
  for (const step of ['inputs', 'found', 'probe', 'profile', 'refused', 'samples']) {
    t.type(firstDisorder(load, `${LOADED}, ${step}`), 'string', `${step}, which a load does not have`);
  }
  t.type(firstDisorder(measure, `${FIRST}, refused, first`), 'string');
  t.type(firstDisorder(measure, `${MEASURED}, expectation`), 'string', 'nobody asked for it');
  t.type(firstDisorder(measure, `${MEASURED}, first`), 'string');
  t.end();
});
