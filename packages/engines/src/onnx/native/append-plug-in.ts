/** Has a session run on a provider of the library that the process was opened with. */
import { DumontError, type ReportProvider } from '@dumont/protocol';
import type { NativeObject } from './native-object.ts';
import type { NativeSessionOptions } from './native-session-options.ts';
import { chooseDevices, describeProvider } from './plug-in.ts';
import type { NativeRuntime } from './runtime.ts';

/** @throws DumontError UNIT_UNAVAILABLE where no device of it is to be had; OrtError where the provider refuses its options */
export function appendPlugIn(
  { calls, environment }: NativeRuntime,
  made: NativeObject<'OrtSessionOptions'>,
  { plugIn, unit, ...settings }: NativeSessionOptions,
): ReportProvider {
  if (plugIn === undefined) {
    throw new DumontError(
      'UNIT_UNAVAILABLE',
      `${unit} needs a library with its execution provider: give one by --provider-library`,
    );
  }
  const devices = chooseDevices(plugIn, settings);
  const options = settings.providerOptions ?? {};
  const native = devices.map((device) => device.native);
  calls.SessionOptionsAppendExecutionProvider_V2(made, environment, native, options);
  return describeProvider(devices, options);
}
