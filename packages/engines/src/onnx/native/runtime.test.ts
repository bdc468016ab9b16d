import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { openRuntime } from './runtime.ts';
import { NativeApiUnavailable } from './unavailable.ts';

await t.test('what is no library is refused in words, and nothing else may be opened after it', async (t) => {
  const library = path.join(t.testdir(), 'libonnxruntime.so');
  writeFileSync(library, 'no library');
  const refusal: unknown = await openRuntime(library).catch((error: unknown) => error);
  t.ok(refusal instanceof NativeApiUnavailable, 'onnxruntime-node may be taken instead');
  t.match(refusal, { message: /libonnxruntime\.so does not load as ONNX Runtime/ });
  await t.rejects(openRuntime(null), { code: 'INTERNAL', message: /two of them in one process/ });
});
