/** Protobuf's variable-length integers, all 64 bits of them: pbf gives numbers, which hold 53. */

const MAX_BYTES = 10;

/** @returns one signed 64-bit integer for each varint @throws RangeError where the last one is cut short or one is too long */
export function decodeVarints(bytes: Uint8Array): bigint[] {
  const values: bigint[] = [];
  let value = 0n;
  let length = 0;
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << BigInt(7 * length);
    length += 1;
    if (length > MAX_BYTES) throw new RangeError('a varint has at most 10 bytes');
    if (byte < 0x80) {
      values.push(BigInt.asIntN(64, value));
      value = 0n;
      length = 0;
    }
  }
  if (length > 0) throw new RangeError('the last varint is cut short');
  return values;
}
