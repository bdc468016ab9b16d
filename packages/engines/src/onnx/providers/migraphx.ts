import type { Provider } from './provider.ts';

export const migraphx: Provider = { name: 'migraphx', nodeBinding: null, native: null };
