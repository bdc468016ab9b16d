/** Objects of ONNX Runtime's behind pointers: each knows its type, who releases it and whether that has happened. */
import { DumontError } from '@dumont/protocol';

/** Opaque C types. Those without a release function belong to another object, or to the library. */
export const NATIVE_TYPES = [
  'OrtAllocator',
  'OrtCUDAProviderOptionsV2',
  'OrtEnv',
  'OrtEpAssignedNode',
  'OrtEpAssignedSubgraph',
  'OrtEpDevice',
  'OrtHardwareDevice',
  'OrtIoBinding',
  'OrtKeyValuePairs',
  'OrtMemoryInfo',
  'OrtOptionalTypeInfo',
  'OrtRunOptions',
  'OrtSequenceTypeInfo',
  'OrtSession',
  'OrtSessionOptions',
  'OrtStatus',
  'OrtSyncStream',
  'OrtTensorRTProviderOptionsV2',
  'OrtTensorTypeAndShapeInfo',
  'OrtTypeInfo',
  'OrtValue',
] as const;
export type NativeType = (typeof NATIVE_TYPES)[number];

const live = new Map<NativeType, number>();

/** @returns how many objects of each type are owned and not released yet: what a test holds to what it was before */
export function countLiveObjects(): Readonly<Partial<Record<NativeType, number>>> {
  return Object.fromEntries([...live].filter(([, count]) => count > 0));
}

export class NativeObject<Type extends NativeType = NativeType> implements Disposable {
  readonly type: Type;
  /** What native code reads as long as this object lives, such as the array behind a tensor. */
  readonly madeOf: readonly unknown[];
  readonly #address: bigint;
  readonly #release: ((address: bigint) => void) | null;
  #isReleased = false;

  /** @param release null where the object is another one's */
  constructor(
    type: Type,
    address: bigint,
    release: ((address: bigint) => void) | null,
    madeOf: readonly unknown[],
  ) {
    if (address === 0n) throw new DumontError('INTERNAL', `ONNX Runtime gave no ${type}`);
    this.type = type;
    this.#address = address;
    this.#release = release;
    this.madeOf = madeOf;
    if (release !== null) count(type, 1);
  }

  /** @throws DumontError INTERNAL where it was released: native code would read freed memory */
  get address(): bigint {
    if (!this.#isReleased) return this.#address;
    throw new DumontError('INTERNAL', `this ${this.type} was released before`);
  }

  [Symbol.dispose](): void {
    if (this.#isReleased || this.#release === null) return;
    this.#isReleased = true;
    this.#release(this.#address);
    count(this.type, -1);
  }
}

function count(type: NativeType, change: number): void {
  live.set(type, (live.get(type) ?? 0) + change);
}
