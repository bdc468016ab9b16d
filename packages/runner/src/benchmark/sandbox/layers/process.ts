/** A process of its own, whose crash is not the parent's. It is never gone without. */
import type { FindLayer } from './layer.ts';

export const findProcess: FindLayer = async () => Promise.resolve({ name: 'process', isUsed: () => true });
