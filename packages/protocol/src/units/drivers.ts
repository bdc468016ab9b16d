/** What the drivers of devices need of a machine with Linux, apart from the libraries of the system: nothing else of these kinds is let into a sandbox. */

export interface Drivers {
  /** Names below `/dev`: of what every process on such a device needs. */
  readonly devices: RegExp;
  /** Of the cards of NVIDIA's, of which a process may be given one alone; left out where the driver uses none. */
  readonly cards?: RegExp;
  /** Beside them: what describes devices, and the makers' own files. */
  readonly folders: readonly string[];
  /** Whether Vulkan's drivers are among them, which are files that name libraries. */
  readonly vulkan?: true;
}

/** Where libraries look for GPUs of every maker: by PCI address, and by kind. */
const DESCRIBED = ['/sys/bus/pci', '/sys/class/drm', '/sys/dev/char', '/sys/devices'];
const CARDS = /^nvidia\d+$/;

/** Seen to be enough on a real card: no `/sys`, and none of the nodes that are for tools and for other users' memory. `dxg` is Windows' own, below WSL. */
export const CUDA_DRIVERS: Drivers = { devices: /^(nvidiactl|nvidia-uvm|dxg)$/, cards: CARDS, folders: [] };

/** To compute a node for rendering is enough; those of `card0` and the like also set the screen. */
export const VULKAN_DRIVERS: Drivers = {
  devices: /^(dri\/renderD\d+|nvidiactl|nvidia-uvm|nvidia-modeset|dxg)$/,
  cards: CARDS,
  folders: [...DESCRIBED, '/usr/share/glvnd', '/usr/share/nvidia'],
  vulkan: true,
};

export const ROCM_DRIVERS: Drivers = {
  devices: /^(kfd|dri\/renderD\d+)$/,
  folders: [...DESCRIBED, '/sys/class/kfd', '/opt/rocm'],
};

/** Intel's GPUs by OpenCL and Level Zero, its NPUs. */
export const INTEL_DRIVERS: Drivers = {
  devices: /^(dri\/renderD\d+|accel\/accel\d+)$/,
  folders: [...DESCRIBED, '/sys/class/accel', '/etc/OpenCL'],
};

/** Of every maker: a third party's engine, or a plug-in, may reach any of them, by another library than ONNX Runtime does. */
export const ALL_DRIVERS: Drivers = {
  devices: /^(nvidiactl|nvidia-uvm|nvidia-modeset|dxg|kfd|dri\/renderD\d+|accel\/accel\d+)$/,
  cards: CARDS,
  folders: [...new Set([VULKAN_DRIVERS, ROCM_DRIVERS, INTEL_DRIVERS].flatMap(({ folders }) => folders))],
  vulkan: true,
};
