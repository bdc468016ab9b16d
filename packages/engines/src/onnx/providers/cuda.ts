import type { Provider } from './provider.ts';

export const cuda: Provider = { name: 'cuda', nodeBinding: null, native: null };
