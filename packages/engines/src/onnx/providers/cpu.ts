import type { Provider } from './provider.ts';

export const cpu: Provider = { name: 'cpu', nodeBinding: 'cpu', native: 'cpu' };
