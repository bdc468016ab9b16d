/** Really does what a fake model's step says. */
import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, writeSync } from 'node:fs';
import path from 'node:path';
import { BYTES_PER_MB, DumontError } from '@dumont/protocol';
import type { Step } from './script.ts';

const STDERR = 2;
const kept: ArrayBuffer[] = [];

type WritingStep = Extract<Step, { do: `write-${string}` }>;

export function performStep(step: Step): void {
  if (isWriting(step)) {
    write(step);
    return;
  }
  switch (step.do) {
    case 'compute':
      compute(step.ms);
      return;
    case 'hang':
      compute(Infinity);
      return;
    case 'die':
      die(step.signal);
      return;
    case 'exit':
      return process.exit(step.code);
    case 'fail':
      throw new DumontError(step.code, step.message);
    case 'keep-memory':
      kept.push(touch(step.mb));
      return;
    case 'touch-memory':
      touch(step.mb).transfer(0);
      return;
    case 'make-garbage':
      makeGarbage(step.mb);
      return;
    case 'leave-grandchild':
      leaveGrandchild(step.pidFile, step.keeps);
      return;
  }
}

function compute(ms: number): void {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs);
}

/** Blocks until the signal arrives, so that nothing of the process happens after it. */
function die(signal: NodeJS.Signals): void {
  process.kill(process.pid, signal);
  compute(Infinity);
}

/** Every page resident. One native call fills it: a loop would be compiled meanwhile, which takes memory too. */
function touch(mb: number): ArrayBuffer {
  return new Uint8Array(mb * BYTES_PER_MB).fill(1).buffer;
}

/** In pieces that are dropped at once, each of which V8 puts where the young live. */
function makeGarbage(mb: number): void {
  const piece = 1024;
  const bytesPerElement = 8;
  for (let bytes = 0; bytes < mb * BYTES_PER_MB; bytes += piece * bytesPerElement) {
    new Array<number>(piece).fill(bytes + 0.5);
  }
}

function isWriting(step: Step): step is WritingStep {
  return step.do.startsWith('write-');
}

function write(step: WritingStep): void {
  switch (step.do) {
    case 'write-stderr':
      writeSync(STDERR, step.text);
      return;
    case 'write-pid':
      appendFileSync(step.pidFile, `${process.pid}\n`);
      return;
    case 'write-cache':
      writeCache(step.file);
      return;
  }
}

function writeCache(file: string): void {
  const home = process.env['CFFIXED_USER_HOME'];
  if (home === undefined) return;
  mkdirSync(path.dirname(path.join(home, file)), { recursive: true });
  appendFileSync(path.join(home, file), 'compiled');
}

function leaveGrandchild(pidFile: string, keeps: readonly number[]): void {
  const stdio = Array.from({ length: Math.max(3, ...keeps.map((fd) => fd + 1)) }, (_, fd) =>
    keeps.includes(fd) ? fd : ('ignore' as const),
  );
  const grandchild = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], {
    detached: true,
    stdio,
  });
  grandchild.unref();
  appendFileSync(pidFile, `${process.pid}\n${grandchild.pid ?? ''}\n`);
}
