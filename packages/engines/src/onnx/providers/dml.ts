import type { Provider } from './provider.ts';

export const dml: Provider = { name: 'dml', nodeBinding: null, native: null };
