/** A library of execution providers that the user brings: registered, and some of what it offers chosen for a session. */
import {
  DumontError,
  knownPlugInOf,
  type OfferedDevice,
  type PlugIn,
  type ProviderSettings,
  type ReportProvider,
} from '@dumont/protocol';
import type { DeviceList } from '../../engine.ts';
import { describeDevice, pickDevice } from './devices.ts';
import { listEpDevices, registerProviders, type EpDevice } from './ep-devices.ts';
import { OrtError } from './ort-error.ts';
import type { NativeRuntime } from './runtime.ts';

export interface OpenPlugIn extends PlugIn {
  /** Of all its providers, in its order. */
  readonly devices: readonly EpDevice[];
  /** What the machine has, in the runtime's words, such as "cpu AMD". */
  readonly hardware: readonly string[];
  /** Why it could not be registered; null where it was. */
  readonly failure: DumontError | null;
}

const REGISTERED_AS = 'dumont';

/** Until the process ends. What goes wrong is said by whoever asks for a device of it: other units are none the worse. */
export function openPlugIn(runtime: NativeRuntime, plugIn: PlugIn): OpenPlugIn {
  const before = listEpDevices(runtime);
  const known = new Set(before.map(({ native }) => native.address));
  const hardware = [...new Set(before.map(({ hardware: { kind, vendor } }) => `${kind} ${vendor}`.trim()))];
  const failure = register(runtime, plugIn.library);
  const devices = listEpDevices(runtime).filter(({ native }) => !known.has(native.address));
  return { ...plugIn, devices, hardware, failure };
}

function register(runtime: NativeRuntime, library: string): DumontError | null {
  try {
    registerProviders(runtime, REGISTERED_AS, library);
    return null;
  } catch (cause) {
    if (!(cause instanceof OrtError) && !(cause instanceof DumontError)) throw cause;
    return new DumontError(
      'UNIT_UNAVAILABLE',
      `The library ${library} cannot be used as one of execution providers by ONNX Runtime ${runtime.version}: ${cause.message}`,
      { cause },
    );
  }
}

/** @throws DumontError UNIT_UNAVAILABLE where it offers none, none of that name, or several of it */
export function chooseDevices(plugIn: OpenPlugIn, { device }: ProviderSettings): readonly EpDevice[] {
  if (plugIn.failure !== null) throw plugIn.failure;
  if (plugIn.devices.length === 0) throw offersNothing(plugIn);
  const provider = chooseProvider(plugIn);
  const own = plugIn.devices.filter((candidate) => candidate.provider === provider);
  return [pickDevice(own, provider, device)];
}

function chooseProvider({ name, library, devices }: OpenPlugIn): string {
  const [only, ...others] = candidatesOf(devices, name);
  if (only !== undefined && others.length === 0) return only;
  const list = providersOf(devices).join(', ');
  throw unavailable(
    name === null
      ? `The library ${library} has several execution providers: name one by --provider-name. They are ${list}.`
      : `The library ${library} has no execution provider ${name} (--provider-name) for this machine. It has ${list}.`,
  );
}

function providersOf(devices: readonly EpDevice[]): string[] {
  return [...new Set(devices.map(({ provider }) => provider))];
}

/** Providers that may be meant. */
function candidatesOf(devices: readonly EpDevice[], name: string | null): string[] {
  const offered = providersOf(devices);
  return name === null ? withoutVariants(offered) : offered.filter((own) => isCalled(own, name));
}

/** A provider may come in variants of itself, called `X.AUTO` beside `X`. */
function withoutVariants(names: readonly string[]): string[] {
  return names.filter((name) => !names.some((other) => name.startsWith(`${other}.`)));
}

function isCalled(provider: string, name: string): boolean {
  const wanted = name.toLowerCase();
  return [wanted, `${wanted}executionprovider`].includes(provider.toLowerCase());
}

function offersNothing({ library, hardware }: OpenPlugIn): DumontError {
  const needs = knownPlugInOf(library)?.needs;
  const reason =
    needs === undefined
      ? 'It runs on other hardware, or a driver that it needs is missing: see what it asks for.'
      : `It needs ${needs}, with its driver.`;
  return unavailable(
    `The library ${library} offers no device on this machine, which has ${hardware.join(', ')}. ${reason}`,
  );
}

function unavailable(message: string): DumontError {
  return new DumontError('UNIT_UNAVAILABLE', message);
}

/** Where it is for the user to say which of its providers is meant, none is. */
export function listPlugInDevices(plugIn: OpenPlugIn): DeviceList {
  const { name, failure, devices } = plugIn;
  const [provider = null, ...others] = failure === null ? candidatesOf(devices, name) : [];
  return { provider: others.length === 0 ? provider : null, devices: offeredDevices(plugIn) };
}

export function offeredDevices({ devices }: OpenPlugIn): OfferedDevice[] {
  return devices.map((device) => ({ provider: device.provider, ...describeDevice(device) }));
}

/** @param chosen of one provider */
export function describeProvider(
  chosen: readonly EpDevice[],
  options: Readonly<Record<string, string>>,
): ReportProvider {
  return {
    name: chosen[0]?.provider ?? '',
    version: chosen[0]?.metadata['version'] ?? null,
    options: { ...options },
    devices: chosen.map(describeDevice),
  };
}
