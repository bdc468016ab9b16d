/** Whether a unit runs by one provider: on each of the devices that this offers, in a process of its own. */
import {
  DumontError,
  providerName,
  type AnyUnit,
  type EngineRef,
  type OfferedDevice,
  type ProbedDevice,
  type ProbedUnit,
  type ProbeTarget,
} from '@dumont/protocol';
import { inSentences } from '../../providers/with-provider.ts';
import { identifyBoards, NVIDIA, type KnownBoard } from '../meters/accelerator/identify-boards.ts';
import { pciPlace } from '../meters/accelerator/board.ts';
import { isByCuda } from './choose-card.ts';
import { runProbe, unlessFailed, type ProbeOptions } from './run-probe.ts';

/** What happened in one process. */
type Tried = Pick<ProbedUnit, 'available' | 'reason' | 'providerVersion' | 'runtime'> & {
  readonly ranOn: readonly OfferedDevice[];
};

/** SARK's own, which promises a GPU. */
const GPU: AnyUnit = 'GPU (ONNX)';

/** @throws the signal's reason where it was aborted; a process that crashes or hangs is an answer */
export async function probeOnDevices(
  target: ProbeTarget,
  engine: EngineRef,
  options: ProbeOptions,
  boards: () => Promise<readonly KnownBoard[]> = identifyBoards,
): Promise<ProbedUnit> {
  const { unit, provider } = target;
  if (provider === 'cpu') return toUnit(target, await tryOn(target, engine, options), []);
  const known = await boards();
  const { own, others } = await devicesOf(target, engine, options, known);
  const [first] = own;
  if (first === undefined) {
    const tried = await unlessFailed(tryOn(target, engine, options), options, failure);
    const seen = tried.ranOn.map((device) => ({ ...device, available: true, reason: null }));
    return toUnit(target, tried, describe([...seen, ...others], known, target));
  }
  const devices: Untold[] = [];
  const all: Tried[] = [];
  for (const { device, choice } of own) {
    const tried =
      unit === GPU && device.isSoftware === true
        ? failure(new DumontError('UNIT_UNAVAILABLE', `${device.name} computes on the CPU`))
        : await unlessFailed(tryOn({ ...target, device: choice }, engine, options), options, failure);
    all.push(tried);
    devices.push({ ...device, available: tried.available, reason: tried.reason });
  }
  return combine(target, all, describe([...devices, ...others], known, target));
}

type Untold = OfferedDevice & Pick<ProbedDevice, 'available' | 'reason'>;

interface Offered {
  /** Those that the unit may run on, and what `--device` is told for each. */
  readonly own: readonly { readonly device: OfferedDevice; readonly choice: string }[];
  /** Of the same library, and not the unit's. */
  readonly others: readonly Untold[];
}

async function devicesOf(
  target: ProbeTarget,
  engine: EngineRef,
  options: ProbeOptions,
  known: readonly KnownBoard[],
): Promise<Offered> {
  if (isByCuda(target.provider)) return { own: cardsOf(known, target), others: [] };
  const looking = runProbe({ kind: 'list-devices', engine, target }, options).then(({ devices }) => devices);
  const { provider, devices } = (await unlessFailed(looking, options, () => null)) ?? NONE;
  const isOwn = (device: OfferedDevice): boolean => device.provider === provider;
  return {
    own: devices
      .filter(isOwn)
      .map((device, index) => ({ device, choice: String(placeOf(device, index, target)) })),
    others: devices
      .filter((device) => !isOwn(device))
      .map((device) => ({ ...device, available: null, reason: null })),
  };
}

const NONE = { provider: null, devices: [] };

function cardsOf(known: readonly KnownBoard[], { provider }: ProbeTarget): Offered['own'] {
  const name = provider === 'cuda' ? 'CUDAExecutionProvider' : 'TensorrtExecutionProvider';
  return known
    .filter(({ vendorId }) => vendorId === NVIDIA)
    .map(({ identity, driver }) => ({
      device: {
        ...{ name: identity.name, kind: 'gpu' as const, vendor: 'NVIDIA', vendorId: NVIDIA, deviceId: 0 },
        ...{ metadata: { uuid: identity.uuid }, provider: name, driver },
      },
      choice: identity.uuid,
    }));
}

/** DirectML counts as Windows does. */
function placeOf({ metadata }: OfferedDevice, index: number, { provider }: ProbeTarget): number {
  const told = provider === 'dml' ? metadata['DxgiAdapterNumber'] : undefined;
  return told !== undefined && /^\d{1,3}$/.test(told) ? Number(told) : index;
}

async function tryOn(target: ProbeTarget, engine: EngineRef, options: ProbeOptions): Promise<Tried> {
  const { probe, engine: opened } = await runProbe({ kind: 'probe', engine, target }, options);
  const answer = probe?.find(({ unit }) => unit === target.unit);
  const {
    available = false,
    reason = 'its library was not looked at',
    providerVersion = null,
  } = answer ?? {};
  const runtime = opened === null ? null : { name: opened.name, version: opened.version };
  return { available, reason, providerVersion, runtime, ranOn: answer?.devices ?? [] };
}

function failure({ message }: DumontError): Tried {
  return { available: false, reason: message, providerVersion: null, runtime: null, ranOn: [] };
}

/** A unit is what its first device is, which is taken where nobody chooses; what else there is, its reason says. */
function combine(target: ProbeTarget, all: readonly Tried[], devices: readonly ProbedDevice[]): ProbedUnit {
  const [first = failure(new DumontError('INTERNAL', ''))] = all;
  const running = devices.filter(({ available }) => available === true);
  const instead = running.map(({ index, name }) => `--device ${index} (${name}) runs.`).join(' ');
  const reason = first.available || instead === '' ? first.reason : inSentences(first.reason ?? '', instead);
  const facts = all.find(({ runtime }) => runtime !== null) ?? first;
  return toUnit(target, { ...facts, available: first.available, reason }, devices);
}

function toUnit(
  { unit, provider }: ProbeTarget,
  { available, reason, providerVersion = null, runtime = null }: Tried,
  devices: readonly ProbedDevice[],
): ProbedUnit {
  // What runs it has a name of its own.
  const [{ provider: called } = { provider }] = devices;
  const name = provider === 'plug-in' ? providerName(called) : provider;
  return { unit, available, reason, provider: name, providerVersion, runtime, devices: [...devices] };
}

/** Each provider counts its own. */
function describe(
  devices: readonly Untold[],
  known: readonly KnownBoard[],
  target: ProbeTarget,
): ProbedDevice[] {
  return [...Map.groupBy(devices, ({ provider }) => provider).values()].flatMap((own) =>
    own.map((device, place) => {
      const board = boardOf(device, known);
      return {
        ...device,
        index: placeOf(device, place, target),
        uuid: device.metadata['uuid'] ?? null,
        driver: device.driver ?? board?.driver ?? null,
      };
    }),
  );
}

/** By its place on the bus, else as the only one of its maker. */
function boardOf(device: OfferedDevice, known: readonly KnownBoard[]): KnownBoard | undefined {
  if (device.kind !== 'gpu' || device.isSoftware === true) return undefined;
  const places = Object.values(device.metadata).map(pciPlace);
  const there = known.find(
    ({ identity }) => identity.pciPlace !== null && places.includes(identity.pciPlace),
  );
  const [only, ...others] = known.filter(({ vendorId }) => vendorId === device.vendorId);
  return there ?? (others.length === 0 ? only : undefined);
}
