/** Images: CVPixelBuffers, whose rows may be padded. */
import { DumontError } from '@dumont/protocol';
import { bytesFromElements, elementsFromBytes } from '../element-layout.ts';
import { makeDictionary } from './objc/foundation.ts';
import { asAddress, type ObjectAddress, type ObjectiveC } from './objc/objective-c.ts';
import { PIXEL_FORMATS } from './describe.ts';
import type { ColorSpace } from './model/feature.ts';
import { PIXELS } from './model/tensor-info.ts';
import type { Tensor } from '../tensor.ts';

/** In memory, where colours have a fourth byte: blue, green, red, how opaque. */
const BYTES_PER_PIXEL: Readonly<Record<ColorSpace, number>> = { color: 4, gray: 1, half: 2 };
const OPAQUE = 255;
const READ_ONLY = 1;

type Call = (...values: unknown[]) => unknown;

export class PixelBuffers {
  readonly #objc: ObjectiveC;
  readonly #create: Call;
  readonly #release: Call;
  readonly #lock: Call;
  readonly #unlock: Call;
  readonly #base: Call;
  readonly #sizes: Readonly<Record<'width' | 'height' | 'format' | 'bytesPerRow', Call>>;

  constructor(objc: ObjectiveC) {
    this.#objc = objc;
    const call = (name: string, result: string, args: readonly string[]): Call =>
      objc.function('corevideo', `CVPixelBuffer${name}`, result, args);
    const of = (name: string, result: string): Call => call(name, result, ['void *']);
    this.#create = call('Create', 'int', ['void *', 'size_t', 'size_t', 'uint32_t', 'void *', 'void *']);
    this.#release = of('Release', 'void');
    this.#lock = call('LockBaseAddress', 'int', ['void *', 'uint64_t']);
    this.#unlock = call('UnlockBaseAddress', 'int', ['void *', 'uint64_t']);
    this.#base = of('GetBaseAddress', 'void *');
    this.#sizes = {
      width: of('GetWidth', 'size_t'),
      height: of('GetHeight', 'size_t'),
      format: of('GetPixelFormatType', 'uint32_t'),
      bytesPerRow: of('GetBytesPerRow', 'size_t'),
    };
  }

  /** The caller owns it. @param tensor [height, width], of colours [height, width, 3] */
  make(tensor: Tensor, colorSpace: ColorSpace): Disposable & { readonly address: ObjectAddress } {
    const [height = 0, width = 0] = tensor.shape;
    const place = new BigUint64Array(1);
    const status = Number(
      this.#create(null, width, height, PIXEL_FORMATS[colorSpace], this.#attributes(), place),
    );
    const address = place[0] ?? 0n;
    if (status !== 0 || address === 0n)
      throw new DumontError(
        'INFERENCE_FAILED',
        `An image of ${width}x${height} cannot be made: CoreVideo says ${status}.`,
      );
    this.#onBytes(address, 0, (bytes, bytesPerRow) => {
      if (Array.isArray(tensor.data)) throw new RangeError('an image has no texts');
      writePixels(bytesFromElements(tensor.data), colorSpace, { width, height, bytesPerRow }, bytes);
    });
    return {
      address,
      [Symbol.dispose]: () => {
        this.#release(address);
      },
    };
  }

  read(buffer: ObjectAddress): Tensor {
    const format = this.#number('format', buffer);
    const found = Object.entries(PIXEL_FORMATS).find(([, number]) => number === format);
    if (found === undefined)
      throw new DumontError(
        'INFERENCE_FAILED',
        `An output is an image in a format that Dumont does not know: ${format}.`,
      );
    const colorSpace = found[0] as ColorSpace;
    const [height, width] = [this.#number('height', buffer), this.#number('width', buffer)];
    const { dtype, channels } = PIXELS[colorSpace];
    const pixels = this.#onBytes(buffer, READ_ONLY, (bytes, bytesPerRow) =>
      readPixels(bytes, colorSpace, { width, height, bytesPerRow }),
    );
    const shape = [height, width, ...(channels === null ? [] : [channels])];
    const data = elementsFromBytes(
      dtype === 'float16' ? 'float16' : 'uint8',
      width * height * (channels ?? 1),
      pixels,
    );
    return { dtype, shape, data };
  }

  /** Without it a buffer cannot go to the GPU or the Neural Engine by itself. */
  #attributes(): ObjectAddress {
    const objc = this.#objc;
    const place = objc.symbol('corevideo', 'kCVPixelBufferIOSurfacePropertiesKey');
    const key = asAddress(objc.koffi.decode(place, 'void *'));
    const empty = objc.send(objc.class('NSDictionary'), 'dictionary');
    const of = objc.class('NSDictionary');
    if (key === 0n) return makeDictionary(objc, []);
    return objc.send(
      of,
      'dictionaryWithObjects:forKeys:count:',
      BigUint64Array.of(empty),
      BigUint64Array.of(key),
      1,
    );
  }

  #onBytes<Result>(
    buffer: ObjectAddress,
    flags: number,
    use: (bytes: Uint8Array, bytesPerRow: number) => Result,
  ): Result {
    this.#lock(buffer, flags);
    try {
      const bytesPerRow = this.#number('bytesPerRow', buffer);
      const base = asAddress(this.#base(buffer));
      const length = bytesPerRow * this.#number('height', buffer);
      return use(new Uint8Array(this.#objc.koffi.view(base, length)), bytesPerRow);
    } finally {
      this.#unlock(buffer, flags);
    }
  }

  #number(what: 'width' | 'height' | 'format' | 'bytesPerRow', buffer: ObjectAddress): number {
    return Number(this.#sizes[what](buffer));
  }
}

interface Size {
  readonly width: number;
  readonly height: number;
  readonly bytesPerRow: number;
}

function writePixels(
  from: Uint8Array,
  colorSpace: ColorSpace,
  { width, height, bytesPerRow }: Size,
  to: Uint8Array,
): void {
  const pixelBytes = BYTES_PER_PIXEL[colorSpace];
  for (let row = 0; row < height; row++) {
    const start = row * bytesPerRow;
    if (colorSpace !== 'color') {
      to.set(from.subarray(row * width * pixelBytes, (row + 1) * width * pixelBytes), start);
      continue;
    }
    for (let column = 0; column < width; column++) {
      const [pixel, target] = [(row * width + column) * 3, start + column * pixelBytes];
      const [red = 0, green = 0, blue = 0] = from.subarray(pixel, pixel + 3);
      to.set([blue, green, red, OPAQUE], target);
    }
  }
}

function readPixels(
  from: Uint8Array,
  colorSpace: ColorSpace,
  { width, height, bytesPerRow }: Size,
): Uint8Array {
  const pixelBytes = BYTES_PER_PIXEL[colorSpace];
  const kept = colorSpace === 'color' ? 3 : pixelBytes;
  const to = new Uint8Array(width * height * kept);
  for (let row = 0; row < height; row++) {
    const start = row * bytesPerRow;
    for (let column = 0; column < width; column++) {
      const pixel = from.subarray(start + column * pixelBytes, start + column * pixelBytes + pixelBytes);
      const [first = 0, second = 0, third = 0] = pixel;
      to.set(colorSpace === 'color' ? [third, second, first] : pixel, (row * width + column) * kept);
    }
  }
  return to;
}
