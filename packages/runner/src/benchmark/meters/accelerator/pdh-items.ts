/** `PDH_FMT_COUNTERVALUE_ITEM_W` of 64-bit Windows, as it lies in memory: items, and behind them the names that they point to. Pure. */

export interface CounterItem {
  readonly instance: string;
  readonly value: number;
}

/** A pointer to the name, the value's status in 32 bits and as many unused, the value in 64 bits. */
export const ITEM_BYTES = 24;
const STATUS_AT = 8;
const VALUE_AT = 16;
/** `PDH_CSTATUS_VALID_DATA` and `PDH_CSTATUS_NEW_DATA`. */
const VALID = [0, 1];
const LONGEST_NAME = 512;

/** @param address where the buffer lies: the pointers lead into it @returns those items that have a value */
export function parseCounterItems(buffer: Uint8Array, address: bigint, count: number): CounterItem[] {
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  const fitting = Math.min(count, Math.floor(buffer.byteLength / ITEM_BYTES));
  return Array.from({ length: fitting }, (_, index) => index * ITEM_BYTES).flatMap((at) => {
    const instance = readName(view, Number(view.getBigUint64(at, true) - address));
    const value = view.getFloat64(at + VALUE_AT, true);
    const isValid = VALID.includes(view.getUint32(at + STATUS_AT, true)) && Number.isFinite(value);
    return instance === null || !isValid ? [] : [{ instance, value }];
  });
}

/** @returns null for a pointer that leads elsewhere, and where no end of the text is found */
function readName(view: DataView, start: number): string | null {
  let name = '';
  for (let at = start; at >= 0 && at + 2 <= view.byteLength && name.length <= LONGEST_NAME; at += 2) {
    const unit = view.getUint16(at, true);
    if (unit === 0) return name;
    name += String.fromCharCode(unit);
  }
  return null;
}
