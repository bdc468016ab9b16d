import t from 'tap';
import { innerOf } from './spawn-confined.ts';

await t.test(
  "the heap's space for new objects stays small where the C API is called, and there alone",
  (t) => {
    const isSmall = (engine: Parameters<typeof innerOf>[0]['engine']) =>
      innerOf({ engine }).nodeArguments.some((argument) => argument.startsWith('--max-semi-space-size='));
    t.ok(isSmall({ name: 'onnx', package: null }));
    t.ok(isSmall({ name: 'onnx', package: null, api: 'native' }));
    t.notOk(
      isSmall({ name: 'onnx', package: null, api: 'node' }),
      'what an application on onnxruntime-node sees',
    );
    t.notOk(isSmall({ name: 'onnx', package: './engine.ts' }), "somebody else's engine");
    t.end();
  },
);
