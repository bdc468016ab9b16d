/** System calls that Node does not have, for attacks: by koffi, as native code would make them. */
import { constants } from 'node:os';
import koffi from 'koffi';

const numbers: Readonly<Record<string, Readonly<Record<'add_key' | 'request_key' | 'keyctl', number>>>> = {
  x64: { add_key: 248, request_key: 249, keyctl: 250 },
  arm64: { add_key: 217, request_key: 218, keyctl: 219 },
};
const SESSION_KEYRING = -3;
const JOIN_SESSION_KEYRING = 1;
const READ_KEY = 11;
const MOST_BYTES = 256;

const library = koffi.load(null);
const syscall = library.func('long syscall(long number, ...)');
const mknodat = library.func('int mknodat(int folder, const char *path, unsigned int mode, uint64_t device)');
const mount = library.func(
  'int mount(const char *source, const char *target, const char *type, unsigned long flags, const void *data)',
);
const umount = library.func('int umount2(const char *target, int flags)');

function call(name: 'add_key' | 'request_key' | 'keyctl', ...values: unknown[]): number {
  const number = numbers[process.arch]?.[name];
  if (number === undefined) throw new Error(`the number of ${name} is not known here`);
  const result = Number(syscall(number, ...values));
  if (result < 0) throw new Error(`${name}: ${describeErrno()}`);
  return result;
}

function describeErrno(): string {
  const found = Object.entries(constants.errno).find(([, value]) => value === koffi.errno());
  return found?.[0] ?? String(koffi.errno());
}

/** What is in it ends with the processes that have it. */
export function joinNewKeyring(): void {
  call('keyctl', 'int', JOIN_SESSION_KEYRING, 'void *', null);
}

/** Into the session keyring, which whoever is started inherits. */
export function addKey(name: string, text: string): void {
  const bytes = Buffer.byteLength(text);
  call('add_key', 'str', 'user', 'str', name, 'str', text, 'size_t', bytes, 'int', SESSION_KEYRING);
}

/** @throws Error where it has none of that name */
export function readKey(name: string): string {
  const key = call('request_key', 'str', 'user', 'str', name, 'void *', null, 'int', 0);
  const bytes = Buffer.alloc(MOST_BYTES);
  const length = call('keyctl', 'int', READ_KEY, 'int', key, 'void *', bytes, 'size_t', bytes.length);
  return bytes.toString('latin1', 0, Math.min(length, bytes.length));
}

const CURRENT_FOLDER = -100;
const CHARACTER_DEVICE = 0o020_666;
/** Nothing but zeros come from it, wherever it lies. */
const ZERO = (1n << 8n) | 5n;

/** A harmless one: whoever can make it can make any. @throws Error */
export function makeDevice(file: string): void {
  if (Number(mknodat(CURRENT_FOLDER, file, CHARACTER_DEVICE, ZERO)) !== 0)
    throw new Error(`mknod: ${describeErrno()}`);
}

/** All devices of the machine, and away again. @throws Error */
export function mountDevices(folder: string): void {
  if (Number(mount('devtmpfs', folder, 'devtmpfs', 0, null)) !== 0)
    throw new Error(`mount: ${describeErrno()}`);
  umount(folder, 0);
}
