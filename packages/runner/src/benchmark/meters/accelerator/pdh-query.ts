/** Windows' performance counters (PDH), by koffi: counters of all instances at once, by their English names. No administrator. */
import { findKoffi, type Koffi } from '../../../host/find-koffi.ts';
import { ITEM_BYTES, parseCounterItems, type CounterItem } from './pdh-items.ts';

const LIBRARY = 'pdh.dll';

/** `PDH_FMT_DOUBLE | PDH_FMT_NOCAP100`, and `PDH_MORE_DATA`: it says how much room there must be. */
const FORMAT = 0x200 | 0x8000;
const MORE_DATA = 0x8000_07d2;
/** Of every process that uses a GPU there are some ten; what is said to be more is not believed. */
const MOST_BYTES = 2 ** 24;

function bind(koffi: Koffi, file: string) {
  const library = koffi.load(file);
  return {
    open: library.func('int32_t PdhOpenQueryW(void *source, uintptr_t data, void *query)'),
    add: library.func(
      'int32_t PdhAddEnglishCounterW(void *query, const char16_t *path, uintptr_t data, void *counter)',
    ),
    collect: library.func('int32_t PdhCollectQueryData(void *query)'),
    values: library.func(
      'int32_t PdhGetFormattedCounterArrayW(void *counter, uint32_t format, void *bytes, void *items, void *buffer)',
    ),
    close: library.func('int32_t PdhCloseQuery(void *query)'),
  };
}

export class Pdh {
  readonly #koffi: Koffi;
  readonly #calls: ReturnType<typeof bind>;

  /** @param file another library in tests @returns null where there is nothing to ask */
  static async open(file: string = LIBRARY): Promise<Pdh | null> {
    const koffi = await findKoffi();
    if (koffi === null) return null;
    try {
      return new Pdh(koffi, bind(koffi, file));
    } catch {
      // koffi's error has no code: whatever it is, there is nothing to ask.
      return null;
    }
  }

  private constructor(koffi: Koffi, calls: ReturnType<typeof bind>) {
    this.#koffi = koffi;
    this.#calls = calls;
  }

  /** Collected once already: what is a rate is counted from here. @returns null where there are no such counters; to be closed */
  query(paths: readonly string[]): PdhQuery | null {
    const query = new BigUint64Array(1);
    if (this.#calls.open(null, 0, query) !== 0) return null;
    const handle = query[0] ?? 0n;
    const counters = paths.map((path) => {
      const counter = new BigUint64Array(1);
      return this.#calls.add(handle, path, 0, counter) === 0 ? (counter[0] ?? null) : null;
    });
    const opened = new PdhQuery(this.#calls, this.#koffi, handle, counters);
    if (counters.some((counter) => counter !== null) && opened.collect()) return opened;
    opened.close();
    return null;
  }
}

export class PdhQuery {
  readonly #calls: ReturnType<typeof bind>;
  readonly #koffi: Koffi;
  readonly #handle: bigint;
  readonly #counters: readonly (bigint | null)[];

  constructor(
    calls: ReturnType<typeof bind>,
    koffi: Koffi,
    handle: bigint,
    counters: readonly (bigint | null)[],
  ) {
    this.#calls = calls;
    this.#koffi = koffi;
    this.#handle = handle;
    this.#counters = counters;
  }

  collect(): boolean {
    return this.#calls.collect(this.#handle) === 0;
  }

  /** @returns of each counter its instances; null for one that is not there */
  values(): (CounterItem[] | null)[] {
    return this.#counters.map((counter) => (counter === null ? null : this.#valuesOf(counter)));
  }

  close(): void {
    this.#calls.close(this.#handle);
  }

  #valuesOf(counter: bigint): CounterItem[] | null {
    const [bytes, items] = [new Uint32Array(1), new Uint32Array(1)];
    const asked = this.#calls.values(counter, FORMAT, bytes, items, null) as number;
    const room = bytes[0] ?? 0;
    if (asked >>> 0 !== MORE_DATA || room < ITEM_BYTES || room > MOST_BYTES) return null;
    const buffer = new Uint8Array(room);
    if (this.#calls.values(counter, FORMAT, bytes, items, buffer) !== 0) return null;
    return parseCounterItems(buffer, this.#koffi.address(buffer), items[0] ?? 0);
  }
}
