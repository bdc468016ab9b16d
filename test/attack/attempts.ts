/** The attacks, one a line: what is tried, how one sees that it worked, and whether it works where there is no sandbox. */
import {
  endedOtherThan,
  HOST_DESCRIPTORS,
  hostDied,
  leaked,
  loaded,
  MB,
  says,
  type Attempt,
  type DataModel,
  type Row,
} from './attempt.ts';
import { CACHE_ATTEMPTS } from './cache-attempts.ts';
import { DEVICE_ATTEMPTS } from './device-attempts.ts';
import { KEY_ATTEMPTS } from './key-attempts.ts';
import { MESSAGE_ATTEMPTS } from './message-attempts.ts';
import { wasWritten, type Stage } from './stage.ts';

const data = (name: string, model: DataModel, withoutSandbox: Row['withoutSandbox']): Row => ({
  name,
  model,
  succeeded: loaded,
  withoutSandbox,
});

const read = (name: string, target: (stage: Stage, hostPid: number) => string, attack = 'read'): Row => ({
  name,
  model: { attack, target },
  succeeded: leaked,
  withoutSandbox: 'succeeds',
});

const table: Readonly<Record<string, readonly Row[]>> = {
  'external data': [
    data('by ../', { location: () => '../data/outbox.json' }, 'blocked'),
    data('by an absolute path', { location: ({ dataFile }) => dataFile }, 'blocked'),
    data('by a symbolic link', { location: () => 'weights.bin', link: 'symbolic' }, 'blocked'),
    data('by names that go down and up', { location: () => 'down/../../data/outbox.json' }, 'blocked'),
    data(
      'by a folder that is a link',
      { location: () => 'second/data/outbox.json', link: 'folder' },
      'blocked',
    ),
    data('by a link to a link', { location: () => 'weights.bin', link: 'twice' }, 'blocked'),
    data('by a link made after the look', { location: () => 'weights.bin', link: 'swapped' }, 'blocked'),
    {
      ...data(
        'by a hard link to another user’s',
        { location: () => 'foreign.bin', linkedModel: true },
        'succeeds',
      ),
      needs: 'other user',
    },
    data('by a hard link', { location: () => 'weights.bin', link: 'hard' }, 'succeeds'),
  ],
  files: [
    {
      name: 'read /etc/passwd',
      model: { attack: 'read', target: () => '/etc/passwd' },
      succeeded: says('root:'),
      withoutSandbox: 'succeeds',
    },
    read('read another job’s model', ({ otherModel }) => otherModel),
    read('read a data folder', ({ dataFile }) => dataFile),
    {
      ...read('read it through /proc/1/root', ({ dataFile }) => `/proc/1/root${dataFile}`),
      withoutSandbox: 'either',
    },
    {
      name: 'write into a data folder',
      model: { attack: 'write', target: ({ writable }) => writable },
      succeeded: ({ stage }) => wasWritten(stage.writable),
      withoutSandbox: 'succeeds',
    },
    {
      name: 'overwrite its own model',
      model: { attack: 'write', target: ({ job }) => `${job}/model.onnx` },
      succeeded: ({ stage }) => wasWritten(`${stage.job}/model.onnx`),
      withoutSandbox: 'succeeds',
    },
    {
      name: 'write beside Dumont’s own code',
      model: { attack: 'write', target: ({ program }) => program },
      succeeded: ({ stage }) => wasWritten(stage.program),
      // An ordinary user may have no right to.
      withoutSandbox: 'either',
    },
  ],
  caches: CACHE_ATTEMPTS,
  keyrings: KEY_ATTEMPTS,
  devices: DEVICE_ATTEMPTS,
  network: [
    {
      name: 'loopback',
      model: { attack: 'connect-tcp', target: () => '127.0.0.1', amount: ({ port }) => port },
      succeeded: leaked,
      withoutSandbox: 'succeeds',
    },
    {
      name: 'a metadata address',
      model: { attack: 'connect-tcp', target: () => '169.254.169.254', amount: ({ port }) => port },
      succeeded: leaked,
      withoutSandbox: 'succeeds',
      needs: 'namespace',
    },
    {
      name: 'a private address',
      model: { attack: 'connect-tcp', target: () => '10.0.0.1', amount: ({ port }) => port },
      succeeded: leaked,
      withoutSandbox: 'succeeds',
      needs: 'namespace',
    },
    {
      name: 'any interface',
      model: { attack: 'list-interfaces' },
      succeeded: says('10.0.0.1'),
      withoutSandbox: 'succeeds',
      needs: 'namespace',
    },
    read('a unix socket', ({ socket }) => socket, 'connect-socket'),
    read('an abstract socket', ({ abstract }) => abstract, 'connect-abstract'),
  ],
  secrets: [
    { ...read('the parent’s environment', () => '', 'read-parent-environment'), withoutSandbox: 'succeeds' },
    { ...read('every environment there is', () => '', 'read-every-environment'), withoutSandbox: 'succeeds' },
    { ...read('its own environment', () => '', 'own-environment'), withoutSandbox: 'blocked' },
    {
      name: 'descriptors it inherited',
      model: { attack: 'own-descriptors' },
      succeeded: (seen) => says(seen.stage.folder)(seen),
      withoutSandbox: 'blocked',
    },
  ],
  descriptors: [
    ...HOST_DESCRIPTORS.map((number): Row => ({
      ...read(`read a host file through ${number}`, () => `/proc/self/fd/${number}/data/outbox.json`),
      withoutSandbox: 'blocked',
      needs: 'descriptors',
    })),
    {
      name: 'make a host file through 200',
      model: { attack: 'write', target: () => '/proc/self/fd/200/made' },
      succeeded: ({ stage }) => wasWritten(`${stage.folder}/made`),
      withoutSandbox: 'blocked',
      needs: 'descriptors',
    },
  ],
  processes: [
    {
      name: 'see the parent',
      model: { attack: 'see-processes', target: (_stage, pid) => String(pid) },
      succeeded: says('sees it'),
      withoutSandbox: 'succeeds',
    },
    {
      name: 'kill the parent by its id',
      model: { attack: 'signal', target: (_stage, pid) => String(pid) },
      succeeded: hostDied,
      withoutSandbox: 'succeeds',
    },
    {
      name: 'kill whatever its parent is',
      model: { attack: 'signal-parent' },
      succeeded: hostDied,
      withoutSandbox: 'succeeds',
    },
    {
      name: 'open the parent’s debugger',
      model: { attack: 'open-inspector', target: (_stage, pid) => String(pid) },
      succeeded: says('sent'),
      withoutSandbox: 'succeeds',
    },
    {
      name: 'trace the parent',
      model: { attack: 'trace-memory', target: (_stage, pid) => String(pid) },
      succeeded: says('traced'),
      withoutSandbox: 'either',
    },
    {
      name: 'fork bomb',
      model: { attack: 'fork-bomb', target: ({ marker }) => marker, amount: 80 },
      limits: { timeoutMs: 60_000 },
      succeeded: (seen) => says('started 80')(seen) || seen.survivors > 0,
      withoutSandbox: 'blocked',
    },
    {
      name: 'a grandchild that leaves its session and stays',
      model: { attack: 'leave-grandchild', target: ({ marker }) => marker },
      succeeded: ({ survivors }) => survivors > 0,
      withoutSandbox: 'succeeds',
    },
  ],
  resources: [
    {
      name: 'memory, touched',
      model: { attack: 'take-memory', amount: 1536 * MB },
      limits: { memoryLimitBytes: 512 * MB },
      succeeded: endedOtherThan('MEMORY_EXCEEDED'),
      withoutSandbox: 'succeeds',
    },
    {
      name: 'memory, reserved at once',
      model: { attack: 'reserve-memory', amount: 2048 * MB },
      limits: { memoryLimitBytes: 512 * MB },
      succeeded: endedOtherThan('MEMORY_EXCEEDED'),
      withoutSandbox: 'succeeds',
    },
    {
      name: 'fill the folder for temporary files',
      model: { attack: 'fill-disk', target: ({ folder }) => `${folder}-filled`, amount: 128 * MB },
      limits: { scratchBytes: 64 * MB },
      succeeded: says('filled'),
      withoutSandbox: 'succeeds',
    },
    {
      name: 'fill shared memory',
      model: { attack: 'fill-disk', target: ({ marker }) => `/dev/shm/${marker}`, amount: 128 * MB },
      succeeded: says('filled'),
      withoutSandbox: 'succeeds',
    },
    {
      name: 'an endless loop',
      model: { attack: 'hang' },
      limits: { timeoutMs: 3000 },
      succeeded: endedOtherThan('DEADLINE_EXCEEDED'),
      withoutSandbox: 'blocked',
    },
  ],
  messages: MESSAGE_ATTEMPTS,
};

export const ATTEMPTS: readonly Attempt[] = Object.entries(table).flatMap(([threat, rows]) =>
  rows.map((row) => ({ threat, ...row })),
);

/** @throws Error where there is none of that name */
export function attemptOf(name: string): Attempt {
  const attempt = ATTEMPTS.find((candidate) => candidate.name === name);
  if (attempt === undefined) throw new Error(`there is no attempt ${name}`);
  return attempt;
}
