import t from 'tap';
import { whyNotLoaded } from './why-not-loaded.ts';

const cause = new Error('no such symbol');

await t.test('musl is told by its name', async (t) => {
  const error = whyNotLoaded('/lib/ort.so', cause, { header: { platform: 'linux' } });
  t.match(error, { code: 'UNIT_UNAVAILABLE', cause });
  t.match(error.message, /ort\.so needs glibc, and this system has musl/);
});

await t.test('elsewhere it is the loader that says why', async (t) => {
  const glibc = { header: { platform: 'linux', glibcVersionRuntime: '2.36' } };
  for (const report of [glibc, { header: { platform: 'darwin' } }, process.report.getReport()]) {
    const { message } = whyNotLoaded('/lib/ort.so', cause, report);
    t.match(message, /ort\.so does not load as ONNX Runtime \(no such symbol\)/);
  }
});
