import { appendByName } from '../native/append-by-name.ts';
import type { Provider } from './provider.ts';

const COREML = {
  short: 'CoreML',
  name: 'CoreMLExecutionProvider',
  deviceOption: null,
  // The older format, which is the default, leaves what computes in float16 to the CPU.
  presets: { ModelFormat: 'MLProgram' },
} as const;

export const coreml: Provider = {
  name: 'coreml',
  nodeBinding: null,
  native: (runtime, made, options) => appendByName(COREML, runtime, made, options),
  remedy: 'it needs macOS on Apple silicon',
};
