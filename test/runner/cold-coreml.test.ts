/** Loads by CoreML that find nothing kept: by an engine that writes where CoreML does. */
import t, { type Test } from 'tap';
import { conductCold } from '../../packages/runner/src/benchmark/launch/conduct-cold.ts';
import { Sandbox } from '../../packages/runner/src/benchmark/sandbox/sandbox.ts';
import { requestFor, WITHOUT_SANDBOX, writeFakeModel } from '../support/fake-model.ts';

const CACHED = 'Library/Caches/node/com.apple.e5rt.e5bundlecache/25A1/plan';
const NOT_DROPPED = { cold: false, reason: 'It was asked.' };

async function load(t: Test, provider: 'coreml' | 'cpu', file: string) {
  const request = requestFor(await writeFakeModel(t, { load: [{ do: 'write-cache', file }] }));
  const { engine, session, model, inputs } = request;
  const options = { ...session, unit: 'CPU (ONNX)', provider } as const;
  const sandbox = await Sandbox.open(WITHOUT_SANDBOX, null, []);
  try {
    const conditions = {
      ...{ signal: AbortSignal.timeout(60_000), memoryLimitBytes: null, sandbox, onEvent: () => undefined },
    };
    const task = { kind: 'load', engine, model, options, inputs } as const;
    return await conductCold(task, conditions, () => Promise.resolve(NOT_DROPPED));
  } finally {
    await sandbox.close();
  }
}

await t.test('what CoreML kept in its empty home shows that it found nothing', async (t) => {
  for (const _ of [1, 2]) {
    const { outcome, error } = await load(t, 'coreml', CACHED);
    t.equal(error, null);
    t.strictSame(outcome.coldness, { cold: true, reason: null });
  }
});

await t.test('where it kept nothing, nobody can tell', async (t) => {
  const { outcome } = await load(t, 'coreml', 'Library/Caches/node/other/plan');
  t.match(outcome.coldness, { cold: null, reason: /nobody can tell/ });
});

await t.test("another provider's loads have the user's home, and are as cold as their files", async (t) => {
  const { outcome } = await load(t, 'cpu', CACHED);
  t.strictSame(outcome.coldness, NOT_DROPPED);
});
