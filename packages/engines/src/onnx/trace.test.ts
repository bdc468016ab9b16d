import t from 'tap';
import { summariseTrace, traceSchema } from './trace.ts';

interface NodeEvent {
  readonly op: string;
  readonly ts: number;
  readonly dur: number;
  readonly provider?: string;
  readonly name?: string;
}

const run = (ts: number, dur: number) => ({ cat: 'Session', name: 'model_run', ts, dur, tid: 1, args: {} });
const node = ({ op, ts, dur, provider = 'CPUExecutionProvider', name = op }: NodeEvent) => ({
  cat: 'Node',
  name: `${name}_kernel_time`,
  ts,
  dur,
  tid: 1,
  args: { provider, op_name: op, node_index: '3', output_size: '12' },
});

await t.test('times are medians over the runs, in ms, with their share', async (t) => {
  const trace = [0, 1, 2].flatMap((index) => {
    const ts = index * 100_000;
    const conv = [1000, 3000, 90_000][index] ?? 0;
    return [
      node({ op: 'Conv', ts: ts + 10, dur: conv }),
      node({ op: 'Relu', ts: ts + 10 + conv, dur: 1000 }),
      run(ts, conv + 2000),
    ];
  });
  const { runs, operators } = summariseTrace(traceSchema.parse(trace), 'cpu');
  t.equal(runs, 3);
  t.strictSame(operators, [
    { opType: 'Conv', provider: 'cpu', calls: 1, ms: 3, percent: 75 },
    { opType: 'Relu', provider: 'cpu', calls: 1, ms: 1, percent: 25 },
  ]);
});

await t.test('a node with a graph inside counts its own time only', async (t) => {
  const trace = [
    run(0, 1000),
    node({ op: 'Add', ts: 20, dur: 300 }),
    node({ op: 'Add', ts: 320, dur: 300 }),
    node({ op: 'Loop', ts: 10, dur: 700 }),
    node({ op: 'Mul', ts: 710, dur: 100 }),
  ];
  const { operators } = summariseTrace(traceSchema.parse(trace), 'cpu');
  const ms = Object.fromEntries(operators.map((row) => [row.opType, row.ms]));
  t.strictSame(ms, { Add: 0.6, Loop: 0.1, Mul: 0.1 });
});

await t.test('placement says how much went elsewhere', async (t) => {
  const onGpu = node({ op: 'Conv', ts: 1, dur: 10, provider: 'CUDAExecutionProvider' });
  const onCpu = node({ op: 'Relu', ts: 20, dur: 10 });
  const judge = (...nodes: (typeof onGpu)[]) =>
    summariseTrace(traceSchema.parse([run(0, 100), ...nodes]), 'cuda').placement;
  t.equal(judge(onGpu).verdict, 'full');
  t.equal(judge(onCpu).verdict, 'fallback');
  t.strictSame(judge(onGpu, onCpu), {
    verdict: 'partial',
    nodes: { cuda: 1, cpu: 1 },
    timeMs: { cuda: 0.01, cpu: 0.01 },
    operators: { cuda: { Conv: 1 }, cpu: { Relu: 1 } },
    copies: 0,
    source: 'profile',
  });
  const copy = node({ op: 'MemcpyToHost', ts: 12, dur: 1, provider: 'CUDAExecutionProvider' });
  t.match(judge(onGpu, copy, onCpu), {
    nodes: { cuda: 2, cpu: 1 },
    operators: { cuda: { Conv: 1, MemcpyToHost: 1 } },
    copies: 1,
  });
});

await t.test('nodes that a provider compiled into one are counted by the record', async (t) => {
  const compiled = node({ op: 'OpenVINO_1_0', ts: 1, dur: 10, provider: 'OpenVINOExecutionProvider' });
  const onCpu = node({ op: 'Relu', ts: 20, dur: 10 });
  const judge = (...assignment: { provider: string; nodes: number }[]) =>
    summariseTrace(traceSchema.parse([run(0, 100), compiled, onCpu]), 'openvino', assignment).placement;
  t.match(judge({ provider: 'openvino', nodes: 400 }, { provider: 'openvino', nodes: 3 }), {
    verdict: 'partial',
    nodes: { openvino: 403, cpu: 1 },
    timeMs: { openvino: 0.01, cpu: 0.01 },
    source: 'assignment',
  });
  const ofOne = judge({ provider: 'openvino', nodes: 1 }, { provider: 'cpu', nodes: 1 });
  t.match(
    ofOne,
    { nodes: { openvino: 1, cpu: 1 }, source: 'profile' },
    'a record of single nodes may lack some',
  );
});

await t.test('what happened outside of any run does not count', async (t) => {
  const trace = [run(100, 50), node({ op: 'Conv', ts: 10, dur: 5 })];
  t.strictSame(summariseTrace(traceSchema.parse(trace), 'cpu').operators, []);
});
