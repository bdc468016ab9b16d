import t from 'tap';
import type { SessionOptions } from '@dumont/protocol';
import { toOrtOptions } from './session-options.ts';
import { PLAIN_OPTIONS } from '../../plain-options.ts';

const options: SessionOptions = { ...PLAIN_OPTIONS, intraOpThreads: 1 };

await t.test('arena and memory pattern are passed on where they are given', (t) => {
  t.notMatch(Object.keys(toOrtOptions(options)).join(' '), /Mem/);
  t.match(toOrtOptions({ ...options, cpuArena: false, memoryPattern: true }), {
    enableCpuMemArena: false,
    enableMemPattern: true,
  });
  t.end();
});

await t.test('what onnxruntime-node cannot take is refused, by its flags', (t) => {
  t.throws(() => toOrtOptions({ ...options, intraOpSpinning: false, sessionEntries: { 'session.a': '1' } }), {
    code: 'USAGE',
    message: /^onnxruntime-node cannot take --intra-op-spinning and --session-option: only /,
  });
  t.end();
});
