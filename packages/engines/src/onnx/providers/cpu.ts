import type { Provider } from './provider.ts';

/** Every session has it. */
export const cpu: Provider = { name: 'cpu', nodeBinding: 'cpu', native: () => undefined };
