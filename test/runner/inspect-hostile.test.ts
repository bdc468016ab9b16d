/** `dumont-runner inspect` of models that are made to harm whoever looks into them. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { encodeModel } from '@dumont/engines/testing';
import t from 'tap';
import { findSteering, HOSTILE_NAME } from '../../packages/protocol/src/testing/hostile-text.ts';
import { prepareCommand } from '../support/command.ts';
import { inspectionSchema } from '../support/inspection.ts';

await t.test('names cannot command the terminal', async (t) => {
  const file = path.join(t.testdir({}), 'model.onnx');
  const name = `x${HOSTILE_NAME}`;
  writeFileSync(
    file,
    encodeModel({
      nodes: [{ opType: `Relu${HOSTILE_NAME}`, inputs: [name], outputs: ['y'] }],
      inputs: [{ name, elementType: 'float32', shape: [`batch${HOSTILE_NAME}`] }],
      outputs: [{ name: 'y', elementType: 'float32' }],
    }),
  );
  for (const args of [[file], [file, '--json']]) {
    const { stdout } = await prepareCommand(t).run(['inspect', ...args]);
    t.match(stdout, /Relu/);
    t.equal(findSteering(stdout), null);
  }
});

await t.test(
  "names of operators are a model's own: no rule stands for another domain's, nor for what every object has",
  async (t) => {
    const file = path.join(t.testdir({}), 'model.onnx');
    const names = ['MatMul', '__proto__', 'isPrototypeOf', 'valueOf'];
    const square = (name: string) => ({ name, elementType: 'float32' as const, shape: [4, 4] });
    const strange = names.map((opType) => ({
      opType,
      domain: 'mine',
      inputs: ['x', 'x'],
      outputs: [opType],
    }));
    const plain = names.slice(1).map((opType) => ({ opType, inputs: ['x', 'x'], outputs: [`${opType}_`] }));
    const last = { opType: 'MatMul', inputs: ['x', 'x'], outputs: ['y'] };
    writeFileSync(
      file,
      encodeModel({ nodes: [...strange, ...plain, last], inputs: [square('x')], outputs: [square('y')] }),
    );
    const command = prepareCommand(t);
    const { exitCode, stdout, stderr } = await command.run(['inspect', file, '--json']);
    t.equal(exitCode, 0, stderr);
    const { onnx } = inspectionSchema.parse(JSON.parse(stdout));
    t.equal(onnx?.work.multiplyAdds, 64, 'of one product of matrices');
    t.equal(onnx?.work.notCounted.length, 4);
    const { stdout: text } = await command.run(['inspect', file]);
    t.match(text, /^ {2}MatMul +1 +64 +128 +100 %$/m);
    t.match(text, /^ {2}mine\.MatMul +1$/m);
  },
);

await t.test('of very many inputs the first are shown', async (t) => {
  const file = path.join(t.testdir({}), 'model.onnx');
  const inputs = Array.from({ length: 300 }, (_, index) => {
    return { name: `x${index}`, elementType: 'float32' as const, shape: [2] };
  });
  const nodes = [{ opType: 'Relu', inputs: ['x0'], outputs: ['y'] }];
  const outputs = [{ name: 'y', elementType: 'float32' as const, shape: [2] }];
  writeFileSync(file, encodeModel({ nodes, inputs, outputs }));
  const { stdout } = await prepareCommand(t).run(['inspect', file]);
  t.match(stdout, /^ {2}x98 .*\n {2}… 201 more \(--json\)/m);
});

await t.test('sizes that a small file doubles sixty times take no memory', async (t) => {
  const file = path.join(t.testdir({}), 'model.onnx');
  const doublings = Array.from({ length: 60 }, (_, index) => {
    const inputs = [`v${index}`, `v${index}`];
    return { opType: 'Concat', inputs, outputs: [`v${index + 1}`], attributes: { axis: { int: 0 } } };
  });
  writeFileSync(
    file,
    encodeModel({
      nodes: [{ opType: 'Shape', inputs: ['x'], outputs: ['v0'] }, ...doublings],
      inputs: [{ name: 'x', elementType: 'float32', shape: [2] }],
      outputs: [{ name: 'v60', elementType: 'int64', shape: ['n'] }],
    }),
  );
  const { exitCode, stderr } = await prepareCommand(t).run(['inspect', file, '--json']);
  t.equal(exitCode, 0, stderr);
});
