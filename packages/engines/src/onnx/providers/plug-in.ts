import { appendPlugIn } from '../native/append-plug-in.ts';
import type { Provider } from './provider.ts';

/** Any provider of a library that the user names. */
export const plugIn: Provider = { name: 'plug-in', nodeBinding: null, native: appendPlugIn };
