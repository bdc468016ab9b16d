import { appendWebgpu } from '../native/append-webgpu.ts';
import type { Provider } from './provider.ts';

export const webgpu: Provider = {
  name: 'webgpu',
  nodeBinding: null,
  native: appendWebgpu,
  remedy:
    'on Linux it needs Vulkan: libvulkan.so.1, and the driver that a file in vulkan/icd.d names, with all that this needs ' +
    "(NVIDIA's: libX11, libxcb, libXext and GLVND)",
};
