/** The boards that NVIDIA's management library knows. Whatever one of them does not tell is null, never a failure. */
import { type Asked, NvmlLibrary } from './nvml-library.ts';
import { NvmlBoard } from './nvml-board.ts';

const TEXT_BYTES = 96;
/** Bytes of a handle: a pointer. */
const HANDLE_BYTES = 8;

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
    return Array.from({ length: count[0] ?? 0 }, (_value, index) => this.#board(index)).flatMap(
      (board) => board ?? [],
    );
  }

  /** May be called again. */
  close(): void {
    this.#library.call('nvmlShutdown', '');
  }

  #board(index: number): NvmlBoard | null {
    const handle = new BigUint64Array(HANDLE_BYTES / 8);
    if (!this.#library.call('nvmlDeviceGetHandleByIndex_v2', 'uint32_t, void *', index, handle)) return null;
    const device = handle[0] ?? 0n;
    const name = readText(this.#library, 'nvmlDeviceGetName', [device]);
    const uuid = readText(this.#library, 'nvmlDeviceGetUUID', [device]);
    if (name === null || uuid === null) return null;
    return new NvmlBoard(this.#library, device, {
      name,
      uuid,
      driver: readText(this.#library, 'nvmlSystemGetDriverVersion', []),
    });
  }
}

function readText(library: NvmlLibrary, name: string, before: readonly bigint[]): Asked<string> {
  const buffer = new Uint8Array(TEXT_BYTES);
  const args = [...before.map(() => 'void *'), 'void *', 'uint32_t'].join(', ');
  if (!library.call(name, args, ...before, buffer, TEXT_BYTES)) return null;
  const end = buffer.indexOf(0);
  return new TextDecoder().decode(buffer.subarray(0, end < 0 ? buffer.length : end));
}
