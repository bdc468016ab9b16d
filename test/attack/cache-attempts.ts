/** Attacks on the next model: what drivers and runtimes compile is code, and so is whatever another process reads. */
import { says, type Row } from './attempt.ts';
import { cachePlaces, wasWritten } from './stage.ts';

const leavesCode: Row = {
  name: 'leave compiled code for the next model',
  model: { attack: 'poison-caches', target: ({ marker }) => marker },
  then: { attack: 'look-into-caches', target: ({ marker }) => marker },
  succeeded: (seen) =>
    cachePlaces(seen.stage).some(wasWritten) ||
    seen.next?.error?.message.includes('found what was left') === true,
  withoutSandbox: 'succeeds',
};

export const CACHE_ATTEMPTS: readonly Row[] = [
  leavesCode,
  {
    ...leavesCode,
    ...{ name: 'leave it from a process with a device', unit: 'WebGPU (ONNX)', needs: 'devices' },
    exposes: ['/dev/dri/renderD128'],
  },
  {
    name: 'write where it is not its own memory',
    model: { attack: 'list-writable-mounts' },
    succeeded: says('can be written'),
    withoutSandbox: 'succeeds',
  },
];
