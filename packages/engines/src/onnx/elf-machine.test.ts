import t from 'tap';
import { machineOf, readMachine } from './elf-machine.ts';

/** The first 20 bytes: EI_DATA is 1 for little endian, 2 for big endian. */
function header(machine: number, data: 1 | 2): Buffer {
  const bytes = Buffer.alloc(20);
  bytes.write('\x7fELF', 'latin1');
  bytes[5] = data;
  if (data === 1) bytes.writeUInt16LE(machine, 18);
  else bytes.writeUInt16BE(machine, 18);
  return bytes;
}

await t.test('the header says which processor it is for', async (t) => {
  t.equal(machineOf(header(62, 1)), 'x64');
  t.equal(machineOf(header(183, 1)), 'arm64');
  t.equal(machineOf(header(22, 2)), 's390x');
  t.equal(machineOf(header(0xffff, 1)), null, 'one that Node does not run on');
});

await t.test('what is no ELF file says nothing', async (t) => {
  t.equal(machineOf(Buffer.alloc(20)), null);
  t.equal(machineOf(header(62, 1).subarray(0, 19)), null);
});

await t.test('Node is for this one', { skip: process.platform !== 'linux' && 'no ELF' }, async (t) => {
  t.equal(readMachine(process.execPath), process.arch);
});
