/** The boards that NVIDIA's management library knows. Whatever one of them does not tell is null, never a failure. */
import { pciPlace } from './board.ts';
import { type Asked, NvmlLibrary } from './nvml-library.ts';
import { NvmlBoard } from './nvml-board.ts';

const TEXT_BYTES = 96;
/** Bytes of a handle: a pointer. */
const HANDLE_BYTES = 8;
/** The short form of the place, five numbers of four bytes, and the place in its long form. */
const PCI_INFO_BYTES = 16 + 5 * 4 + 32;
const PCI_PLACE_AT = 16 + 5 * 4;
const MIG_ENABLED = 1;
/** A board has seven parts at most. */
const MOST_PARTS = 16;

export class Nvml {
  readonly #library: NvmlLibrary;

  /** @returns null where there is no library, or no driver behind it */
  static async open(file?: string): Promise<Nvml | null> {
    const library = await NvmlLibrary.open(file);
    return library?.call('nvmlInit_v2', '') === true ? new Nvml(library) : null;
  }

  private constructor(library: NvmlLibrary) {
    this.#library = library;
  }

  /** In the order of their slots, which is NVML's own and that of CUDA under `CUDA_DEVICE_ORDER=PCI_BUS_ID`. */
  boards(): NvmlBoard[] {
    const count = new Uint32Array(1);
    if (!this.#library.call('nvmlDeviceGetCount_v2', 'void *', count)) return [];
    return Array.from({ length: count[0] ?? 0 }, (_value, index) =>
      this.#handle('nvmlDeviceGetHandleByIndex_v2', [], index),
    ).flatMap((handle) => (handle === null ? [] : this.#boardsOf(handle)));
  }

  /** @returns the newest version of CUDA that the driver runs, `13.0`; null where it does not say */
  cudaVersion(): Asked<string> {
    const version = new Uint32Array(1);
    if (!this.#library.call('nvmlSystemGetCudaDriverVersion_v2', 'void *', version)) return null;
    const [packed = 0] = version;
    return `${Math.floor(packed / 1000)}.${Math.floor((packed % 1000) / 10)}`;
  }

  /** May be called again. */
  close(): void {
    this.#library.call('nvmlShutdown', '');
  }

  /** A board that is partitioned runs nothing itself: its parts (MIG devices) do, each with memory of its own. */
  #boardsOf(handle: bigint): NvmlBoard[] {
    const boards = this.#partsOf(handle).flatMap((part) => this.#describe(part, handle) ?? []);
    const whole = boards.length > 0 ? null : this.#describe(handle, handle);
    return whole === null ? boards : [whole];
  }

  #partsOf(handle: bigint): bigint[] {
    const mode = [new Uint32Array(1), new Uint32Array(1)];
    const isPartitioned =
      this.#library.call('nvmlDeviceGetMigMode', 'void *, void *, void *', handle, ...mode) &&
      mode[0]?.[0] === MIG_ENABLED;
    const most = new Uint32Array(1);
    if (!isPartitioned) return [];
    if (!this.#library.call('nvmlDeviceGetMaxMigDeviceCount', 'void *, void *', handle, most)) return [];
    // Numbers may be left out where a part was taken back.
    return Array.from({ length: Math.min(most[0] ?? 0, MOST_PARTS) }, (_value, index) =>
      this.#handle('nvmlDeviceGetMigDeviceHandleByIndex', [handle], index),
    ).flatMap((part) => part ?? []);
  }

  #handle(name: string, before: readonly bigint[], index: number): bigint | null {
    const handle = new BigUint64Array(HANDLE_BYTES / 8);
    const args = [...before.map(() => 'void *'), 'uint32_t', 'void *'].join(', ');
    return this.#library.call(name, args, ...before, index, handle) ? (handle[0] ?? null) : null;
  }

  /** @param whole the board that the device is, or is a part of */
  #describe(device: bigint, whole: bigint): NvmlBoard | null {
    const name = readText(this.#library, 'nvmlDeviceGetName', [device]);
    const uuid = readText(this.#library, 'nvmlDeviceGetUUID', [device]);
    if (name === null || uuid === null) return null;
    return new NvmlBoard(this.#library, device, {
      name,
      uuid,
      driver: readText(this.#library, 'nvmlSystemGetDriverVersion', []),
      pciPlace: this.#pciPlace(whole),
    });
  }

  #pciPlace(device: bigint): string | null {
    const info = new Uint8Array(PCI_INFO_BYTES);
    if (!this.#library.call('nvmlDeviceGetPciInfo_v3', 'void *, void *', device, info)) return null;
    return pciPlace(textIn(info.subarray(PCI_PLACE_AT)));
  }
}

function readText(library: NvmlLibrary, name: string, before: readonly bigint[]): Asked<string> {
  const buffer = new Uint8Array(TEXT_BYTES);
  const args = [...before.map(() => 'void *'), 'void *', 'uint32_t'].join(', ');
  if (!library.call(name, args, ...before, buffer, TEXT_BYTES)) return null;
  return textIn(buffer);
}

function textIn(buffer: Uint8Array): string {
  const end = buffer.indexOf(0);
  return new TextDecoder().decode(buffer.subarray(0, end < 0 ? buffer.length : end));
}
