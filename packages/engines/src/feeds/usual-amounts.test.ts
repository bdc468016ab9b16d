/** Inputs that say how much a model does, by what the graph does with them. */
import { join } from 'node:path';
import t from 'tap';
import type { ModelSpec, NodeSpec, ValueSpec } from '../onnx/model-proto.ts';
import { chooseInputs, input, node, numbers, told, y } from './testing/choose-inputs.ts';

const path = join(t.testdir({}), 'model.onnx');
const choose = (model: ModelSpec) => chooseInputs(path, model);

await t.test('how much there is to do is 1, and marked: counts, steps, sizes, branches', async (t) => {
  const graph = (outputs: string, nodes: NodeSpec[], inputs: ValueSpec[] = []) => ({
    graph: {
      nodes,
      inputs,
      outputs: outputs.split(' ').map((name) => ({
        name,
        elementType: name.startsWith('c') ? ('bool' as const) : ('float32' as const),
      })),
    },
  });
  const loop = await choose({
    nodes: [
      node('Cast', 'num_steps', 'n', { to: { int: 7 } }),
      node('Loop', 'n - x', 'y', {
        body: graph(
          'c_out v_out',
          [node('Identity', 'c', 'c_out'), node('Add', 'v v', 'v_out')],
          [input('i', 'int64'), input('c', 'bool'), input('v', 'float32', 4)],
        ),
      }),
    ],
    inputs: [input('x', 'float32', 4), input('num_steps', 'int32')],
    outputs: [y],
  });
  t.match(told(loop)['num_steps'], { value: '1', source: 'convention', setsAmount: true });
  t.notOk(told(loop)['x']?.setsAmount);

  const sized = await choose({
    nodes: [
      node('Range', 'start limit delta', 'r'),
      node('Cast', 'r', 'f', { to: { int: 1 } }),
      node('Unsqueeze', 'height zero', 'h'),
      node('Concat', 'h one', 'shape', { axis: { int: 0 } }),
      node('Expand', 'f shape', 'e'),
      node('Tile', 'e repeats', 't'),
      node('If', 'twice', 'y', {
        then_branch: graph('a', [node('Add', 't t', 'a')]),
        else_branch: graph('b', [node('Identity', 't', 'b')]),
      }),
    ],
    inputs: [
      ...['start', 'limit', 'delta', 'height'].map((name) => input(name, 'int64')),
      input('repeats', 'int64', 2),
      input('twice', 'bool'),
    ],
    outputs: [y],
    initializers: [numbers('zero', 0), numbers('one', 1)],
  });
  const values = Object.fromEntries(
    sized.report.map(({ name, value, setsAmount }) => [name, `${value} ${setsAmount}`]),
  );
  t.strictSame(values, {
    start: '0 true',
    limit: '1 true',
    delta: '1 true',
    height: '1 true',
    repeats: '1 true',
    twice: '1 true',
  });
});

await t.test('what is cut out or added by given places is an amount of work too', async (t) => {
  const cut = await choose({
    nodes: [node('Slice', 'x from to axes steps', 's'), node('Pad', 's pads', 'y')],
    inputs: [
      input('x', 'float32', 8),
      ...['from', 'to', 'steps'].map((name) => input(name, 'int64', 1)),
      input('pads', 'int64', 2),
    ],
    outputs: [y],
    initializers: [numbers('axes', 0)],
  });
  const values = Object.fromEntries(
    cut.report.slice(1).map(({ name, value, setsAmount }) => [name, `${value} ${setsAmount}`]),
  );
  t.strictSame(values, { from: '0 true', to: '1 true', steps: '1 true', pads: '0 true' });
});
