import t from 'tap';
import { bytesToMb, cpuPercent, mbToBytes } from './measures.ts';

await t.test('a MB is 2^20 bytes', async (t) => {
  t.equal(bytesToMb(1_572_864), 1.5);
  t.equal(mbToBytes(1.5), 1_572_864);
});

await t.test('CPU is a share of one core', async (t) => {
  t.equal(cpuPercent(200, 100), 200);
  t.equal(cpuPercent(0, 0), null);
});
