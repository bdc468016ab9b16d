import { appendByName } from '../native/append-by-name.ts';
import { runsInOrder } from '../native/runs-in-order.ts';
import type { Provider } from './provider.ts';

const DML = {
  short: 'DML',
  name: 'DmlExecutionProvider',
  deviceOption: 'device_id',
  presets: {},
} as const;

export const dml: Provider = {
  name: 'dml',
  nodeBinding: null,
  native: (runtime, made, options) => {
    // The runtime would set both by itself, with a warning that nobody sees.
    runsInOrder(runtime, made, options);
    return appendByName(DML, runtime, made, options);
  },
  remedy: 'it needs Windows, a GPU with DirectX 12, and DirectML.dll beside the library in use',
};
