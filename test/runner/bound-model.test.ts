/** What a process in the sandbox comes to see where a model is swapped in the moment between the last look at it and the binding. */
import { renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { conductTask } from '../../packages/runner/src/launch/conduct-task.ts';
import { OpenModel } from '../../packages/runner/src/model/open-model.ts';
import { findCapabilities } from '../../packages/runner/src/sandbox/capabilities.ts';
import { Sandbox } from '../../packages/runner/src/sandbox/sandbox.ts';
import { STRICT, whyNoSandbox } from '../support/sandbox.ts';
import { requestFor, writeFakeModel } from './support/fake-model.ts';

const { signal } = new AbortController();
const unavailable = await whyNoSandbox();
const { bubblewrap } = await findCapabilities();
const old = bubblewrap?.features.bindDescriptor === true ? null : 'bubblewrap has no --ro-bind-fd here';
const options = { skip: unavailable ?? old ?? false };

const SEEN = 'the other bytes were seen';

await t.test('the file that was opened, or nothing', options, async (t) => {
  const swaps = {
    'a link in its place': (file: string, other: string) => {
      renameSync(file, `${file}.moved`);
      symlinkSync(other, file);
    },
    'another file renamed over it': (file: string, other: string) => {
      renameSync(other, file);
    },
    nothing: () => undefined,
  };
  const outcomes: Record<string, string> = {};
  for (const [name, swap] of Object.entries(swaps)) {
    const file = await writeFakeModel(t, {});
    const other = path.join(path.dirname(file), 'other.onnx');
    writeFileSync(other, JSON.stringify({ load: [{ do: 'fail', code: 'MODEL_INVALID', message: SEEN }] }));
    const { engine, session, model } = requestFor(file);
    const opened = await OpenModel.open(model, signal);
    const sandbox = await Sandbox.open(STRICT, null, opened.files);
    try {
      swap(file, other);
      const { outcome, error } = await conductTask(
        { kind: 'load', engine, model, options: { ...session, provider: 'cpu' } },
        { signal, memoryLimitBytes: null, sandbox, onEvent: () => undefined },
      );
      t.not(error?.message, SEEN, name);
      outcomes[name] = outcome.finished ? 'ran' : (error?.code ?? '');
    } finally {
      await sandbox.close();
      await opened[Symbol.asyncDispose]();
    }
  }
  t.match(
    outcomes,
    { 'a link in its place': 'ran', nothing: 'ran' },
    'the original bytes, wherever they are',
  );
});
