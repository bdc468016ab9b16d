import { readFileSync } from 'node:fs';
import t from 'tap';
import { dynamicSectionOf, readDynamicSection, type ReadAt } from './elf-dynamic.ts';
import { findLibrary } from './find-library.ts';

const skip = process.platform !== 'linux' && 'no ELF';
const readerOf =
  (bytes: Buffer): ReadAt =>
  (position, length) =>
    bytes.subarray(position, position + length);

await t.test("ONNX Runtime's own library says what it needs", { skip }, async (t) => {
  const section = readDynamicSection(findLibrary(null));
  t.ok(section?.needed.includes('libc.so.6'), String(section?.needed));
  t.ok(section?.needed.includes('libstdc++.so.6'));
  t.strictSame(section?.runpath, ['$ORIGIN']);
});

await t.test('what is none, cut short or damaged never throws', { skip }, async (t) => {
  t.equal(dynamicSectionOf(readerOf(Buffer.alloc(0))), null);
  t.equal(dynamicSectionOf(readerOf(Buffer.from('#!/bin/sh\n'.repeat(20)))), null);
  const whole = readFileSync(findLibrary(null));
  const head = whole.subarray(0, 4096);
  for (let length = 0; length < 1024; length += 7) dynamicSectionOf(readerOf(head.subarray(0, length)));
  for (let at = 0; at < 1024; at++) {
    const damaged = Buffer.from(head);
    damaged[at] = 0xff;
    dynamicSectionOf(readerOf(damaged));
  }
  t.equal(dynamicSectionOf(readerOf(head)), null, 'its dynamic section lies beyond');
});
