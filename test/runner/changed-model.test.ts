/** A model whose files are changed while it is measured: no report says of its figures what they are not of. */
import { linkSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { launchBenchmark, type BenchmarkEvent, type SandboxSettings } from '@dumont/runner';
import t from 'tap';
import { keepTimes } from '../support/keep-times.ts';
import { STRICT, whyNoSandbox } from '../support/sandbox.ts';
import { requestFor, writeFakeModel, WITHOUT_SANDBOX } from '../support/fake-model.ts';
import { writeModelWithWeights } from './support/model-with-weights.ts';

const unavailable = await whyNoSandbox();
const modes: readonly (readonly [SandboxSettings, string | false])[] = [
  [STRICT, unavailable ?? false],
  [WITHOUT_SANDBOX, false],
];

/** Each measures on without a word where nobody looks; the last leaves size and time as they were. */
const changes: Readonly<Record<string, (file: string) => void>> = {
  'replaced by a link': (file) => {
    writeFileSync(`${file}.other`, readFileSync(file));
    rmSync(file);
    symlinkSync(`${file}.other`, file);
  },
  'replaced by a rename': (file) => {
    writeFileSync(`${file}.other`, readFileSync(file));
    renameSync(`${file}.other`, file);
  },
  'moved away, a link in its place': (file) => {
    writeFileSync(`${file}.other`, readFileSync(file));
    renameSync(file, `${file}.moved`);
    symlinkSync(`${file}.other`, file);
  },
  removed: (file) => {
    rmSync(file);
  },
  'written to': (file) => {
    writeFileSync(file, `${readFileSync(file, 'utf8')} `);
  },
  'written to, its time set back': (file) => {
    keepTimes(file, () => {
      writeFileSync(file, `${readFileSync(file, 'latin1').slice(0, -1)} `, 'latin1');
    });
  },
};

/** Calls `change` once: before the process of the second load, or during the measured runs. */
function changeAt(when: 'second-process' | 'runs', change: () => void) {
  let isDone = false;
  const purposes: string[] = [];
  const onEvent = (event: BenchmarkEvent): void => {
    if (event.type === 'process') purposes.push(event.purpose);
    const isNow =
      when === 'runs'
        ? event.type === 'phase' && event.phase === 'measure' && purposes.at(-1) === 'measure'
        : event.type === 'process' && event.purpose === 'load' && event.index === 2;
    if (!isNow || isDone) return;
    isDone = true;
    change();
  };
  return { onEvent, purposes };
}

for (const [sandbox, skip] of modes) {
  await t.test(`weights changed between two processes, ${sandbox.mode}`, { skip }, async (t) => {
    for (const [name, change] of Object.entries(changes)) {
      await t.test(name, async (t) => {
        const { file, weights } = writeModelWithWeights(t);
        const { onEvent, purposes } = changeAt('second-process', () => {
          change(weights);
        });
        const engine = { name: 'onnx', package: null };
        const request = requestFor(file, { engine, sandbox, loads: 4, measureFloor: false });
        const { status, error, model } = await launchBenchmark(request, { onEvent });
        t.equal(status, 'failed');
        t.match(error, { code: 'MODEL_CHANGED', exitCode: 10, message: weights });
        t.same(purposes, ['load', 'load'], 'nothing is run after it');
        t.equal(model.sha256, null, 'no checksum is claimed');
      });
    }
  });

  await t.test(`a model changed during its last runs, ${sandbox.mode}`, { skip }, async (t) => {
    for (const [name, change] of Object.entries(changes)) {
      await t.test(name, async (t) => {
        const file = await writeFakeModel(t, {});
        writeFileSync(file, `${readFileSync(file, 'utf8')}\n`);
        const { onEvent } = changeAt('runs', () => {
          change(file);
        });
        const { error, model, inference } = await launchBenchmark(requestFor(file, { sandbox }), { onEvent });
        t.match(error, { code: 'MODEL_CHANGED', message: file });
        t.equal(model.sha256, null);
        t.equal(inference, null, 'no figures of nobody knows what');
      });
    }
  });

  await t.test(`a further name of a file changes nothing, ${sandbox.mode}`, { skip }, async (t) => {
    const { file, weights } = writeModelWithWeights(t);
    const { onEvent } = changeAt('second-process', () => {
      linkSync(file, `${file}.backup`);
      linkSync(weights, `${weights}.backup`);
    });
    const request = requestFor(file, { engine: { name: 'onnx', package: null }, sandbox, loads: 3 });
    const { error, model } = await launchBenchmark(request, { onEvent });
    t.equal(error, null);
    t.equal(model.sha256, createHash('sha256').update(readFileSync(file)).digest('hex'));
  });
}

await t.test('a model that is not the one asked for is not run', async (t) => {
  const file = await writeFakeModel(t, {});
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  const run = async (demanded: string) => {
    const purposes: string[] = [];
    const request = requestFor(file, { model: { path: file, format: 'onnx', sha256: demanded } });
    const { error, model } = await launchBenchmark(request, {
      onEvent: (event) => {
        if (event.type === 'process') purposes.push(event.purpose);
      },
    });
    return { error, model, purposes };
  };
  const other = await run('0'.repeat(64));
  t.match(other.error, { code: 'MODEL_CHANGED', message: `its SHA-256 is ${sha256}, not 0000` });
  t.equal(other.model.sha256, sha256, 'what it is, is told');
  t.same(other.purposes, []);
  t.equal((await run(sha256)).error, null);
});
