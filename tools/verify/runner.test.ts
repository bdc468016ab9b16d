/** The command that users run is understood: what it probes, what it reports, and what it says where it does neither. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { encodeTinyModel } from '../models/tiny-model.ts';
import { withRunner } from './temporary-runner.ts';

const { signal } = new AbortController();

await t.test('its probes, reports and refusals are read', async (t) => {
  await withRunner(signal, async (runner, folder) => {
    const units = await runner.probe();
    t.ok(units.find(({ unit }) => unit === 'CPU (ONNX)')?.available);
    const file = path.join(folder, 'tiny.onnx');
    await writeFile(file, encodeTinyModel());
    const words = ['--compute-unit', 'cpu', '--loads', '1', '--runs', '3', '--sandbox', 'off'];
    let started = 0;
    const onStart = (pid: number): void => {
      started = pid;
    };
    const { report, exitCode } = await runner.benchmark(['--model', file, ...words], { onStart });
    t.match(report, { status: 'complete', settings: { runs: 3 } });
    t.equal(exitCode, 0);
    t.ok(started > 0);
    const missing = await runner.benchmark(['--model', path.join(folder, 'none.onnx'), ...words]);
    t.match(missing, { report: { status: 'failed' }, exitCode: 10 });
    await t.rejects(runner.benchmark(['--model', file, '--no-such-flag']), /--no-such-flag/);
    t.match(await runner.addProvider('cuda', path.join(folder, 'none.whl')), /none\.whl/);
  });
});
