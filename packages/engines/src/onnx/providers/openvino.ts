import { appendPlugIn } from '../native/append-plug-in.ts';
import type { Provider } from './provider.ts';

export const openvino: Provider = { name: 'openvino', nodeBinding: null, native: appendPlugIn };
