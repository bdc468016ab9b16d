import type { Provider } from './provider.ts';

export const webgpu: Provider = { name: 'webgpu', nodeBinding: null, native: null };
