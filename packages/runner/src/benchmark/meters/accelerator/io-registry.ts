/** macOS's registry of devices (IOKit), by koffi: what its entries say of themselves. No root. */
import { findKoffi, type Koffi } from '../../../host/find-koffi.ts';
import { parsePlist, type PlistValue } from '../../../host/plist.ts';

/** They are parts of macOS: no files, since they lie in the cache of its loader. */
const LIBRARIES = {
  iokit: '/System/Library/Frameworks/IOKit.framework/IOKit',
  foundation: '/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation',
};
export type RegistryLibraries = typeof LIBRARIES;

/** `kIOMainPortDefault`, `kCFStringEncodingUTF8` and `kCFPropertyListXMLFormat_v1_0`. */
const MAIN_PORT = 0;
const UTF8 = 0x0800_0100;
const XML_FORMAT = 100;
const PLANE = 'IOService';
/** A property of a driver has some kilobytes. */
const MOST_BYTES = 2 ** 20;
/** Of programs that use a GPU there are dozens. */
const MOST_ENTRIES = 4096;

/** `io_object_t`: 0 is none. */
export type RegistryEntry = number;

/** `long` is CFIndex, `unsigned long` CFOptionFlags. */
function bind(koffi: Koffi, { iokit, foundation }: RegistryLibraries) {
  const io = koffi.load(iokit);
  const cf = koffi.load(foundation);
  return {
    matching: io.func('void *IOServiceMatching(const char *name)'),
    services: io.func('int IOServiceGetMatchingServices(uint32_t port, void *matching, void *iterator)'),
    next: io.func('uint32_t IOIteratorNext(uint32_t iterator)'),
    children: io.func(
      'int IORegistryEntryGetChildIterator(uint32_t entry, const char *plane, void *iterator)',
    ),
    entryId: io.func('int IORegistryEntryGetRegistryEntryID(uint32_t entry, void *id)'),
    property: io.func(
      'void *IORegistryEntryCreateCFProperty(uint32_t entry, void *key, void *allocator, uint32_t options)',
    ),
    releaseObject: io.func('int IOObjectRelease(uint32_t object)'),
    text: cf.func('void *CFStringCreateWithCString(void *allocator, const char *text, uint32_t encoding)'),
    toXml: cf.func(
      'void *CFPropertyListCreateData(void *allocator, void *list, long format, unsigned long options, void *error)',
    ),
    length: cf.func('long CFDataGetLength(void *data)'),
    bytes: cf.func('void *CFDataGetBytePtr(void *data)'),
    release: cf.func('void CFRelease(void *object)'),
  };
}

export class IoRegistry {
  readonly #koffi: Koffi;
  readonly #calls: ReturnType<typeof bind>;

  /** @param libraries others in tests @returns null where there is nothing to ask */
  static async open(libraries: RegistryLibraries = LIBRARIES): Promise<IoRegistry | null> {
    const koffi = await findKoffi();
    if (koffi === null) return null;
    try {
      return new IoRegistry(koffi, bind(koffi, libraries));
    } catch {
      // koffi's error has no code: whatever it is, there is nothing to ask.
      return null;
    }
  }

  private constructor(koffi: Koffi, calls: ReturnType<typeof bind>) {
    this.#koffi = koffi;
    this.#calls = calls;
  }

  /** @returns entries of the class and of those that are made of it; to be released each */
  ofClass(name: string): RegistryEntry[] {
    const iterator = new Uint32Array(1);
    // What it is given is released by it.
    const result = this.#calls.services(MAIN_PORT, this.#calls.matching(name), iterator) as number;
    return result === 0 ? this.#drain(iterator[0] ?? 0) : [];
  }

  /** @param read what is wanted of each of its children, none of which is there afterwards */
  mapChildren<Value>(entry: RegistryEntry, read: (child: RegistryEntry) => Value): Value[] {
    const iterator = new Uint32Array(1);
    if (this.#calls.children(entry, PLANE, iterator) !== 0) return [];
    const children = this.#drain(iterator[0] ?? 0);
    try {
      return children.map(read);
    } finally {
      for (const child of children) this.release(child);
    }
  }

  /** @returns what no other entry has until the machine starts anew; null where it is gone */
  idOf(entry: RegistryEntry): bigint | null {
    const id = new BigUint64Array(1);
    return this.#calls.entryId(entry, id) === 0 ? (id[0] ?? null) : null;
  }

  /** @returns null where it has no such property */
  property(entry: RegistryEntry, name: string): PlistValue | null {
    const key: unknown = this.#calls.text(null, name, UTF8);
    const value: unknown = this.#calls.property(entry, key, null, 0);
    this.#release(key);
    if (value === null) return null;
    const data: unknown = this.#calls.toXml(null, value, XML_FORMAT, 0, null);
    this.#release(value);
    if (data === null) return null;
    try {
      return parsePlist(this.#read(data));
    } finally {
      this.#release(data);
    }
  }

  release(entry: RegistryEntry): void {
    this.#calls.releaseObject(entry);
  }

  #read(data: unknown): string {
    const length = Number(this.#calls.length(data));
    const bytes: unknown = this.#calls.bytes(data);
    if (typeof bytes !== 'bigint' || length <= 0 || length > MOST_BYTES) return '';
    return new TextDecoder().decode(this.#koffi.view(bytes, length));
  }

  /** An iterator that is invalidated meanwhile ends early. */
  #drain(iterator: number): RegistryEntry[] {
    const entries: RegistryEntry[] = [];
    while (entries.length < MOST_ENTRIES) {
      const entry = this.#calls.next(iterator) as number;
      if (entry === 0) break;
      entries.push(entry);
    }
    this.#calls.releaseObject(iterator);
    return entries;
  }

  #release(object: unknown): void {
    if (object !== null) this.#calls.release(object);
  }
}
