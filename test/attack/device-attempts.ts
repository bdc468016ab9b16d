/** Attacks from a process that was let have a device: it must have that one, and nothing beside it. */
import { says, type Attempt, type Row } from './attempt.ts';

/** Those of the machine that the attacks run on: none is real, and nothing but zeros come from any. */
export const GIVEN_DEVICE = '/dev/dri/renderD128';
export const NEIGHBOURS = [
  'dri/card0',
  'nvidia-uvm-tools',
  'nvidia-caps/nvidia-cap1',
  'mem',
  'port',
  'kvm',
  'sda',
  'vfio/vfio',
  'input/event0',
].map((name) => `/dev/${name}`);

const GPU = { unit: 'WebGPU (ONNX)', exposes: [GIVEN_DEVICE], needs: 'devices' } as const;
const MOST_FILES = 50_000;

const opens = (name: string, target: (hostPid: number) => readonly string[], given: Partial<Row>): Row => ({
  name,
  model: { attack: 'open-devices', target: (_stage, hostPid) => target(hostPid).join(' ') },
  succeeded: says('opened /'),
  withoutSandbox: 'succeeds',
  needs: 'devices',
  ...given,
});

/** An attack that does not even get what it was given would prove nothing. */
const gotMoreThanGiven: Attempt['succeeded'] = (seen) =>
  !says(`opened ${GIVEN_DEVICE};`)(seen) || NEIGHBOURS.some((device) => says(`opened ${device};`)(seen));

const throughProc = (hostPid: number): string[] =>
  ['1', 'self', String(hostPid)].flatMap((pid) =>
    ['root', 'cwd/../../../../../../../..'].flatMap((way) =>
      NEIGHBOURS.map((device) => `/proc/${pid}/${way}${device}`),
    ),
  );

export const DEVICE_ATTEMPTS: readonly Row[] = [
  opens('open those beside its own', () => [GIVEN_DEVICE, ...NEIGHBOURS], {
    ...GPU,
    succeeded: gotMoreThanGiven,
  }),
  opens('open those beside its own through /proc', throughProc, GPU),
  opens('open any, of a unit that has none', () => [GIVEN_DEVICE, ...NEIGHBOURS], {}),
  {
    name: 'make a device of its own',
    model: { attack: 'make-device', target: ({ marker }) => marker },
    succeeded: says('made and opened'),
    // Root can, unless it is a container's.
    withoutSandbox: 'either',
    ...GPU,
  },
  {
    name: 'mount all devices',
    model: { attack: 'mount-devices', target: ({ marker }) => marker },
    succeeded: says('mounted'),
    withoutSandbox: 'either',
    ...GPU,
  },
  {
    name: 'write to what describes and sets devices',
    model: { attack: 'open-settings', target: () => '/sys /proc', amount: MOST_FILES },
    succeeded: says('can be written'),
    withoutSandbox: 'either',
    ...GPU,
  },
];
