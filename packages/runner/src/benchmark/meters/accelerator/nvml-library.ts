/** NVIDIA's management library, by koffi: which functions it has, and how they are called. */
import { z } from 'zod';
import { findKoffi } from '../../../host/find-koffi.ts';

/** Out of a function of NVML: its value; null where this driver, board or permission does not give it. */
export type Asked<Value> = Value | null;

/** The plain name without a number is the developers' toolkit's, and is often missing. */
export const NVML_LIBRARY = process.platform === 'win32' ? 'nvml.dll' : 'libnvidia-ml.so.1';

const SUCCESS = 0;

type Foreign = (...values: unknown[]) => unknown;

export class NvmlLibrary {
  readonly #func: (name: string, args: string) => Foreign | null;
  readonly #functions = new Map<string, Foreign | null>();

  /** @returns null where there is no such library, or koffi has no binary for this machine */
  static async open(file: string = NVML_LIBRARY): Promise<NvmlLibrary | null> {
    const koffi = await findKoffi();
    if (koffi === null) return null;
    try {
      const library = koffi.load(file);
      return new NvmlLibrary((name, args) => find(() => library.func(`int ${name}(${args})`)));
    } catch {
      // koffi's error has no code: whatever it is, there is nothing to ask.
      return null;
    }
  }

  private constructor(func: (name: string, args: string) => Foreign | null) {
    this.#func = func;
  }

  /**
   * @param args C types @param values filled buffers among them are written into
   * @returns whether it succeeded: a function that is missing, not supported or not permitted did not
   */
  call(name: string, args: string, ...values: readonly unknown[]): boolean {
    let foreign = this.#functions.get(name);
    if (foreign === undefined) {
      foreign = this.#func(name, args);
      this.#functions.set(name, foreign);
    }
    return foreign !== null && z.int().parse(foreign(...values)) === SUCCESS;
  }
}

function find(lookUp: () => Foreign): Foreign | null {
  try {
    return lookUp();
  } catch {
    // An older driver does not export it.
    return null;
  }
}
