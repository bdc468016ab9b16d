/** What Vulkan's drivers say of themselves. They are loaded for that: in an isolated process alone. Linux. */
import type { DeviceDriver, OfferedDevice } from '@dumont/protocol';
import { loadKoffi, type Koffi } from '../load-koffi.ts';

export interface VulkanDevice {
  readonly name: string;
  readonly isSoftware: boolean;
  /** Numbers as on PCI. */
  readonly vendorId: number;
  readonly deviceId: number;
  readonly driver: DeviceDriver;
}

const LIBRARY = 'libvulkan.so.1';
const WEBGPU = 'WebGpuExecutionProvider';

/** @returns the same devices of WebGPU's with their drivers, where Vulkan knows them; others as they are */
export async function withVulkanDrivers(devices: readonly OfferedDevice[]): Promise<OfferedDevice[]> {
  if (process.platform !== 'linux' || !devices.some(isWebgpus)) return [...devices];
  const known = await listVulkanDevices();
  return devices.map((device) => (isWebgpus(device) ? withDriver(device, known) : device));
}

function isWebgpus({ provider }: OfferedDevice): boolean {
  return provider === WEBGPU;
}

/** Of several that are alike, which is which is not known: their driver is. Pure. */
export function withDriver(device: OfferedDevice, known: readonly VulkanDevice[]): OfferedDevice {
  const found = known.find((candidate) =>
    device.isSoftware === true
      ? candidate.isSoftware
      : candidate.vendorId === device.vendorId && candidate.deviceId === device.deviceId,
  );
  return found === undefined ? device : { ...device, driver: found.driver };
}

/** @returns none where there is no Vulkan, or it is too old to tell of drivers */
export async function listVulkanDevices(library: string = LIBRARY): Promise<VulkanDevice[]> {
  const koffi = await loadKoffi().catch(() => null);
  const calls = koffi === null ? null : openCalls(koffi, library);
  if (koffi === null || calls === null) return [];
  const instance = createInstance(koffi, calls);
  if (instance === null) return [];
  try {
    return physicalDevices(calls, instance).map((device) => describe(koffi, calls, device));
  } finally {
    calls.destroyInstance(instance, null);
  }
}

type Call = (...values: unknown[]) => unknown;

interface Calls {
  readonly createInstance: Call;
  readonly destroyInstance: Call;
  readonly enumerate: Call;
  readonly properties: Call;
}

function openCalls(koffi: Koffi, file: string): Calls | null {
  try {
    const library = koffi.load(file);
    return {
      createInstance: library.func('int vkCreateInstance(void *, void *, void *)'),
      destroyInstance: library.func('void vkDestroyInstance(void *, void *)'),
      enumerate: library.func('int vkEnumeratePhysicalDevices(void *, void *, void *)'),
      properties: library.func('void vkGetPhysicalDeviceProperties2(void *, void *)'),
    };
  } catch {
    // koffi's error has no code: whatever it is, there is nothing to ask.
    return null;
  }
}

const SUCCESS = 0;
/** Room was for some of them only. */
const INCOMPLETE = 5;
const MOST_DEVICES = 64;

/** Numbers and offsets of `vulkan_core.h`, where pointers have eight bytes. */
const APPLICATION = { type: 0, bytes: 48, apiVersion: 44 };
const INSTANCE = { type: 1, bytes: 64, application: 24 };
/** Of the properties the last is `limits`: it is not read, and there must be room for it. */
const PROPERTIES = { type: 1_000_059_001, bytes: 2048, at: 16 };
const DRIVER = { type: 1_000_196_000, bytes: 536, name: 20, info: 276 };
const NEXT = 8;
const TEXT_BYTES = 256;
/** 1.1: what tells more of a device than the first version did. */
const VERSION = 0x40_10_00;
const KIND_CPU = 4;

function structure(type: number, bytes: number): Buffer {
  const made = Buffer.alloc(bytes);
  made.writeUInt32LE(type, 0);
  return made;
}

function createInstance(koffi: Koffi, { createInstance }: Calls): bigint | null {
  const application = structure(APPLICATION.type, APPLICATION.bytes);
  application.writeUInt32LE(VERSION, APPLICATION.apiVersion);
  const wanted = structure(INSTANCE.type, INSTANCE.bytes);
  wanted.writeBigUInt64LE(koffi.address(application), INSTANCE.application);
  const made = new BigUint64Array(1);
  if (createInstance(wanted, null, made) !== SUCCESS) return null;
  // Until here what `wanted` points to must stay.
  return application.length > 0 ? (made[0] ?? null) : null;
}

function physicalDevices({ enumerate }: Calls, instance: bigint): bigint[] {
  const count = new Uint32Array([MOST_DEVICES]);
  const handles = new BigUint64Array(MOST_DEVICES);
  const result = enumerate(instance, count, handles);
  return result === SUCCESS || result === INCOMPLETE ? [...handles.subarray(0, count[0])] : [];
}

function describe(koffi: Koffi, { properties }: Calls, device: bigint): VulkanDevice {
  const driver = structure(DRIVER.type, DRIVER.bytes);
  const told = structure(PROPERTIES.type, PROPERTIES.bytes);
  told.writeBigUInt64LE(koffi.address(driver), NEXT);
  properties(device, told);
  const facts = told.subarray(PROPERTIES.at);
  const info = textAt(driver, DRIVER.info);
  return {
    name: textAt(facts, 20) ?? '',
    isSoftware: facts.readUInt32LE(16) === KIND_CPU,
    vendorId: facts.readUInt32LE(8),
    deviceId: facts.readUInt32LE(12),
    driver: {
      name: textAt(driver, DRIVER.name),
      // The number is packed as each maker likes; the text is what people know the driver by.
      version: info ?? versionOf(facts.readUInt32LE(4)),
      api: `Vulkan ${versionOf(facts.readUInt32LE(0))}`,
    },
  };
}

/** @returns null where nothing was written */
function textAt(bytes: Buffer, start: number): string | null {
  const field = bytes.subarray(start, start + TEXT_BYTES);
  const end = field.indexOf(0);
  const text = field.toString('utf8', 0, end < 0 ? field.length : end).trim();
  return text === '' ? null : text;
}

function versionOf(packed: number): string {
  return [(packed >>> 22) & 0x7f, (packed >>> 12) & 0x3ff, packed & 0xfff].join('.');
}
