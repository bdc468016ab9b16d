import type { SessionOptions } from '@dumont/protocol';
import type { OpenPlugIn } from './plug-in.ts';

export interface NativeSessionOptions extends SessionOptions {
  /** The library of providers that the process was opened with. */
  readonly plugIn?: OpenPlugIn;
}
