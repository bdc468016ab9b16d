/** Tensors as MLFeatureValues, and back. */
import { DumontError } from '@dumont/protocol';
import { releasing, type Owner } from '../owner.ts';
import { elementCount, type Tensor } from '../tensor.ts';
import { isTensor, type MapValue, type Sequence, type Value } from '../value.ts';
import {
  makeDictionaryValue,
  makeSequenceValue,
  readDictionaryValue,
  readSequenceValue,
} from './containers.ts';
import { arrayTypeNumber, arrayTypeOf, type ArrayType, type Feature } from './model/feature.ts';
import { tensorInfoOf } from './model/tensor-info.ts';
import { makeBlock } from './objc/block.ts';
import { makeNumbers, makeText, orThrow, readNumbers, readText } from './objc/foundation.ts';
import { asAddress, type ObjectAddress, type ObjectiveC } from './objc/objective-c.ts';
import { PixelBuffers } from './pixels.ts';
import { denseStrides, gatherElements } from './strided.ts';

/** MLFeatureType. */
const INT64 = 1;
const DOUBLE = 2;
const STRING = 3;
const IMAGE = 4;
const MULTI_ARRAY = 5;
const DICTIONARY = 6;
const SEQUENCE = 7;

export class FeatureValues {
  readonly #objc: ObjectiveC;
  readonly #pixels: PixelBuffers;

  constructor(objc: ObjectiveC) {
    this.#objc = objc;
    this.#pixels = new PixelBuffers(objc);
  }

  /**
   * @param owner holds what the value does not
   * @returns an MLFeatureValue of the pool's. The tensor's memory must stay as long as it does
   * @throws DumontError INFERENCE_FAILED where it is not what the model takes, MODEL_UNSUPPORTED where it cannot be given
   */
  make(feature: Feature, value: Value, owner: Owner): ObjectAddress {
    const { type, name } = feature;
    const objc = this.#objc;
    if (type.kind === 'dictionary' && type.keys !== null)
      return makeDictionaryValue(objc, name, type.keys, value);
    if (type.kind === 'sequence' && type.items !== null)
      return makeSequenceValue(objc, name, type.items, value);
    const tensor = checkTensor(feature, value);
    const of = objc.class('MLFeatureValue');
    switch (type.kind) {
      case 'int64':
        return objc.send(of, 'featureValueWithInt64:', tensor.data[0]);
      case 'double':
        return objc.send(of, 'featureValueWithDouble:', tensor.data[0]);
      case 'string':
        return objc.send(of, 'featureValueWithString:', makeText(objc, String(tensor.data[0])));
      case 'image': {
        if (type.colorSpace === null) throw unsupported(name);
        const buffer = owner.own(this.#pixels.make(tensor, type.colorSpace));
        return objc.send(of, 'featureValueWithPixelBuffer:', buffer.address);
      }
      case 'array':
        if (type.dtype === null) throw unsupported(name);
        return objc.send(of, 'featureValueWithMultiArray:', this.#makeArray(tensor, type.dtype, owner));
      default:
        throw unsupported(name);
    }
  }

  /** @param value an MLFeatureValue @returns undefined where Dumont cannot have it as a value */
  read(value: ObjectAddress): Tensor | MapValue | Sequence | undefined {
    const objc = this.#objc;
    switch (objc.send(value, 'type')) {
      case INT64:
        return { dtype: 'int64', shape: [], data: BigInt64Array.of(BigInt(objc.send(value, 'int64Value'))) };
      case DOUBLE:
        return { dtype: 'float64', shape: [], data: Float64Array.of(objc.send(value, 'doubleValue')) };
      case STRING:
        return { dtype: 'string', shape: [], data: [readText(objc, objc.send(value, 'stringValue'))] };
      case IMAGE:
        return this.#pixels.read(objc.send(value, 'imageBufferValue'));
      case MULTI_ARRAY:
        return this.#readArray(objc.send(value, 'multiArrayValue'));
      case DICTIONARY:
        return readDictionaryValue(objc, objc.send(value, 'dictionaryValue'));
      case SEQUENCE:
        return readSequenceValue(objc, objc.send(value, 'sequenceValue'));
      default:
        return undefined;
    }
  }

  #makeArray({ shape, data }: Tensor, dtype: ArrayType, owner: Owner): ObjectAddress {
    if (Array.isArray(data)) throw new RangeError('an array holds no texts');
    const objc = this.#objc;
    const allocated = objc.send(objc.class('MLMultiArray'), 'alloc');
    const array = orThrow(objc, (errorPlace) =>
      objc.send(
        allocated,
        'initWithDataPointer:shape:dataType:strides:deallocator:error:',
        objc.koffi.address(data),
        makeNumbers(objc, shape),
        arrayTypeNumber(dtype),
        makeNumbers(objc, denseStrides(shape)),
        0n,
        errorPlace,
      ),
    );
    return owner.own(objc.hold(array, true)).address;
  }

  #readArray(array: ObjectAddress): Tensor {
    const objc = this.#objc;
    const dtype = arrayTypeOf(objc.send(array, 'dataType'));
    if (dtype === null)
      throw new DumontError(
        'INFERENCE_FAILED',
        'An output has elements of a type that Dumont does not know.',
      );
    const shape = readNumbers(objc, objc.send(array, 'shape'));
    const strides = readNumbers(objc, objc.send(array, 'strides'));
    const data = this.#onBytes(array, (bytes) => gatherElements(bytes, dtype, shape, strides));
    return { dtype, shape, data };
  }

  /** The memory lives as long as the call of the block. */
  #onBytes<Result>(array: ObjectAddress, use: (bytes: Uint8Array) => Result): Result {
    return releasing((owner) => {
      let found: { readonly result: Result } | { readonly cause: unknown } | null = null;
      const block = owner.own(
        makeBlock(this.#objc, ['void *', 'long'], (pointer, size) => {
          try {
            const bytes = this.#objc.koffi.view(asAddress(pointer), Number(size));
            found = { result: use(new Uint8Array(bytes)) };
          } catch (cause) {
            found = { cause };
          }
        }),
      );
      this.#objc.send(array, 'getBytesWithHandler:', block.address);
      const answer = found as { readonly result: Result } | { readonly cause: unknown } | null;
      if (answer === null)
        throw new DumontError('INFERENCE_FAILED', 'CoreML did not give the memory of an output.');
      if ('cause' in answer) throw answer.cause;
      return answer.result;
    });
  }
}

function checkTensor(feature: Feature, value: Value): Tensor {
  const info = tensorInfoOf(feature);
  if (value === null || !isTensor(value)) throw unsupported(feature.name);
  const isFit =
    value.dtype === info.dtype &&
    value.shape.length === info.shape.length &&
    info.shape.every((size, axis) => typeof size === 'string' || size === value.shape[axis]);
  if (isFit && elementCount(value.shape) > 0) return value;
  throw new DumontError(
    'INFERENCE_FAILED',
    `The input ${feature.name} takes ${String(info.dtype)} of [${info.shape.join(', ')}], not ${value.dtype} of [${value.shape.join(', ')}].`,
  );
}

function unsupported(name: string): DumontError {
  return new DumontError(
    'MODEL_UNSUPPORTED',
    `The input ${name} is of a type that Dumont does not know and so cannot give to CoreML.`,
  );
}
