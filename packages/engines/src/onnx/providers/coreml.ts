import type { Provider } from './provider.ts';

export const coreml: Provider = { name: 'coreml', nodeBinding: null, native: null };
