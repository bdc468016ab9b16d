import fc from 'fast-check';
import t from 'tap';
import { DumontError } from '@dumont/protocol';
import { decodeNpy } from './read-npy.ts';

/** Headers as numpy.save writes them: 128 bytes in all. */
function npy(descr: string, shape: string, data: Uint8Array, fortran = 'False'): Uint8Array {
  const dictionary = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`;
  const header = `${dictionary.padEnd(117)}\n`;
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00\x76\x00', 'latin1'), Buffer.from(header), data]);
}

/** Saved by NumPy 2.3 from `numpy.array([['ab', 'é', '']])`. */
const STRINGS_BY_NUMPY =
  'k05VTVBZAQB2AHsnZGVzY3InOiAnPFUyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDEsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAg' +
  'ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAphAAAAYgAAAOkAAAAAAAAAAAAAAAAAAAA=';

/** From `numpy.array([[1.5, -2], [0, 3e38]], '<f4')`. */
const FLOATS_BY_NUMPY =
  'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDIpLCB9ICAgICAgICAgICAgICAgICAgICAg' +
  'ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAMA/AAAAwAAAAADmsWF/';

/** From `numpy.array(-2**63, 'i8')`. */
const SCALAR_BY_NUMPY =
  'k05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKCksIH0gICAgICAgICAgICAgICAgICAgICAgICAg' +
  'ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAgA==';

const read = (bytes: Uint8Array) => decodeNpy(bytes, 'The file x.npy');

await t.test('files that NumPy wrote are read', async (t) => {
  t.strictSame(read(Buffer.from(FLOATS_BY_NUMPY, 'base64')), {
    dtype: 'float32',
    shape: [2, 2],
    data: new Float32Array([1.5, -2, 0, 3e38]),
  });
  t.strictSame(read(Buffer.from(STRINGS_BY_NUMPY, 'base64')), {
    dtype: 'string',
    shape: [1, 3],
    data: ['ab', 'é', ''],
  });
  t.strictSame(read(Buffer.from(SCALAR_BY_NUMPY, 'base64')), {
    dtype: 'int64',
    shape: [],
    data: new BigInt64Array([-(2n ** 63n)]),
  });
});

await t.test('float16, bool and no elements at all', async (t) => {
  t.strictSame(read(npy('<f2', '(1,)', Uint8Array.of(0, 0x3c))).data, new Uint16Array([0x3c00]));
  t.strictSame(read(npy('|b1', '(3,)', Uint8Array.of(1, 0, 7))).data, new Uint8Array([1, 0, 1]));
  t.strictSame(read(npy('|u1', '(0, 3)', new Uint8Array(0))).shape, [0, 3]);
});

await t.test('what would be read wrongly is refused with what to do', async (t) => {
  t.throws(() => read(npy('>i4', '(1,)', new Uint8Array(4))), {
    code: 'INPUT_INVALID',
    message: /little-endian/,
  });
  t.throws(() => read(npy('<f4', '(1, 1)', new Uint8Array(4), 'True')), { message: /ascontiguousarray/ });
  t.throws(() => read(npy('|O', '(1,)', new Uint8Array(4))), { message: /type O/ });
  t.throws(() => read(npy('<c8', '(1,)', new Uint8Array(8))), { message: /type c8/ });
  t.throws(() => read(npy('constructor', '(1,)', new Uint8Array(8))), { message: /type constructor/ });
  t.throws(() => read(npy('<U0', '(999999999,)', new Uint8Array(0))), { message: /no characters/ });
  t.throws(() => read(npy('<f4', '(999999999999,)', new Uint8Array(4))), {
    message: /holds 4 bytes of elements where its shape needs 3999999999996/,
  });
  t.throws(() => read(npy('<f4', '(-1,)', new Uint8Array(4))), { message: /without a shape/ });
});

await t.test('no bytes at all can do more than be refused', async () => {
  const prefix = Buffer.from('\x93NUMPY\x01\x00\x10\x00', 'latin1');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.boolean(), (bytes, isNpy) => {
      try {
        read(isNpy ? Buffer.concat([prefix, bytes]) : bytes);
      } catch (error) {
        return error instanceof DumontError && error.code === 'INPUT_INVALID';
      }
      return true;
    }),
  );
});
