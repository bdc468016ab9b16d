import type { Provider } from './provider.ts';

export const tensorrt: Provider = { name: 'tensorrt', nodeBinding: null, native: null };
