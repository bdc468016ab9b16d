/** What a process in the sandbox comes to see where a model is swapped in the moment between the last look at it and the binding. */
import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import t, { type Test } from 'tap';
import { conductTask } from '../../packages/runner/src/benchmark/launch/conduct-task.ts';
import { OpenModel } from '../../packages/runner/src/models/open-model.ts';
import { forgetLayers } from '../../packages/runner/src/benchmark/sandbox/find-layers.ts';
import { probeBubblewrap } from '../../packages/runner/src/benchmark/sandbox/layers/bubblewrap/probe.ts';
import { Sandbox } from '../../packages/runner/src/benchmark/sandbox/sandbox.ts';
import { STRICT, whyNoSandbox } from '../support/sandbox.ts';
import { requestFor, writeFakeModel } from '../support/fake-model.ts';

const { signal } = new AbortController();
const unavailable = await whyNoSandbox();
const bubblewrap = await workingBubblewrap();

const swaps: Readonly<Record<string, (file: string, other: string) => void>> = {
  nothing: () => undefined,
  'a link in its place': (file, other) => {
    renameSync(file, `${file}.moved`);
    symlinkSync(other, file);
  },
  'another file renamed over it': (file, other) => {
    renameSync(other, file);
  },
};

const SEEN = 'the other bytes were seen';

/** @returns how a process ended that was to load the model, by what was done to the file before */
async function loadAfterEach(t: Test): Promise<Record<string, string>> {
  const endings: Record<string, string> = {};
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
        { kind: 'load', engine, model, options: { ...session, unit: 'CPU (ONNX)', provider: 'cpu' } },
        { signal, memoryLimitBytes: null, sandbox, onEvent: () => undefined },
      );
      endings[name] = outcome.finished ? 'ran' : (error?.message ?? '');
    } finally {
      await sandbox.close();
      await opened[Symbol.asyncDispose]();
    }
  }
  return endings;
}

await t.test(
  'what was opened is bound, wherever its path leads by now',
  {
    skip:
      unavailable ??
      (bubblewrap?.features.bindDescriptor === true ? false : 'this bubblewrap cannot bind what is open'),
  },
  async (t) => {
    t.match(await loadAfterEach(t), {
      nothing: 'ran',
      'a link in its place': 'ran',
      // bubblewrap finds by the descriptor what has a name yet, and refuses the rest.
      'another file renamed over it': /could not be set up/,
    });
  },
);

await t.test(
  'a bubblewrap that binds paths alone: what it bound is looked at first',
  { skip: unavailable ?? false },
  async (t) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'dumont-old-bwrap-'));
    const old = path.join(folder, 'bwrap');
    const program = bubblewrap?.program ?? '';
    const help = `[ "$1" = --help ] && { '${program}' --help | grep -v -- --ro-bind-fd; exit; }`;
    writeFileSync(old, `#!/bin/sh\n${help}\nexec '${program}' "$@"\n`, { mode: 0o755 });
    const given = process.env['DUMONT_BWRAP'];
    useBubblewrap(old);
    t.teardown(() => {
      useBubblewrap(given);
      rmSync(folder, { recursive: true });
    });
    const endings = await loadAfterEach(t);
    t.equal((await workingBubblewrap())?.features.bindDescriptor, false);
    t.match(endings, {
      nothing: 'ran',
      'a link in its place': /fake\.onnx was replaced/,
      'another file renamed over it': /fake\.onnx was replaced/,
    });
  },
);

function useBubblewrap(program: string | undefined): void {
  if (program === undefined) delete process.env['DUMONT_BWRAP'];
  else process.env['DUMONT_BWRAP'] = program;
  forgetLayers();
}

async function workingBubblewrap() {
  const probed = await probeBubblewrap();
  return probed !== null && 'program' in probed ? probed : null;
}
