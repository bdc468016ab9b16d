/** Has a session run on a provider that is built into ONNX Runtime, asked for by its name and told options as texts. */
import type { ReportProvider } from '@dumont/protocol';
import { chooseOwnDevice } from './built-in-devices.ts';
import { describeDevice } from './devices.ts';
import type { NativeObject } from './native-object.ts';
import type { NativeSessionOptions } from './native-session-options.ts';
import type { NativeRuntime } from './runtime.ts';

export interface NamedProvider {
  /** What it is asked for by. */
  readonly short: string;
  /** What the runtime calls it otherwise. */
  readonly name: string;
  /** The option that takes a device's index, where the runtime tells of no devices; null where none does. */
  readonly deviceOption: string | null;
  /** Options that are given unless the user says otherwise. */
  readonly presets: Readonly<Record<string, string>>;
}

/** @throws DumontError UNIT_UNAVAILABLE where the device is not to be had; OrtError where the runtime refuses the provider or its options */
export function appendByName(
  { short, name, deviceOption, presets }: NamedProvider,
  runtime: NativeRuntime,
  made: NativeObject<'OrtSessionOptions'>,
  { device, providerOptions }: NativeSessionOptions,
): ReportProvider {
  const { calls, environment, version } = runtime;
  const options = { ...presets, ...providerOptions };
  if (deviceOption !== null && device !== undefined && /^\d+$/.test(device)) {
    const own = { ...options, [deviceOption]: device };
    calls.SessionOptionsAppendExecutionProvider(made, short, own);
    return { name, version, options: own, devices: [] };
  }
  const chosen = chooseOwnDevice(runtime, name, device === undefined ? {} : { device });
  if (chosen === null) calls.SessionOptionsAppendExecutionProvider(made, short, options);
  else calls.SessionOptionsAppendExecutionProvider_V2(made, environment, [chosen.native], options);
  return { name, version, options, devices: chosen === null ? [] : [describeDevice(chosen)] };
}
