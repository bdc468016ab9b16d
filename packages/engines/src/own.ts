/** Names come from models and users: one may well be called `constructor`, which every object seems to have. */

/** @returns the record's own value under that name */
export function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
