/** Whether macOS holds the machine back, because of heat or to save power, by Foundation's `NSProcessInfo`. */
import type { Environment } from '@dumont/protocol';
import { findKoffi, type Koffi } from '../../host/find-koffi.ts';

/** They are parts of macOS: no files, since they lie in the cache of its loader. */
const LIBRARIES = {
  objc: '/usr/lib/libobjc.A.dylib',
  foundation: '/System/Library/Frameworks/Foundation.framework/Foundation',
};

export type ThermalState = NonNullable<NonNullable<Environment['thermalState']>['before']>;

/** `NSProcessInfoThermalState`, from 0. */
const THERMAL_STATES: readonly ThermalState[] = ['nominal', 'fair', 'serious', 'critical'];

export interface MacosCondition {
  readonly thermalState: ThermalState | null;
  readonly lowPowerMode: boolean | null;
}

const UNKNOWN: MacosCondition = { thermalState: null, lowPowerMode: null };

/** @param libraries others in tests */
export async function readMacosCondition(libraries: typeof LIBRARIES = LIBRARIES): Promise<MacosCondition> {
  const koffi = await findKoffi();
  if (koffi === null) return UNKNOWN;
  try {
    return ask(bind(koffi, libraries));
  } catch {
    // koffi's error has no code: whatever it is, there is nothing to ask.
    return UNKNOWN;
  }
}

/** One prototype of `objc_msgSend` a signature: a variadic one passes arguments elsewhere on Apple's processors. */
function bind(koffi: Koffi, { objc, foundation }: typeof LIBRARIES) {
  // It brings the class.
  koffi.load(foundation);
  const library = koffi.load(objc);
  const send = (result: string, ...more: string[]) =>
    library.func('objc_msgSend', result, ['void *', 'void *', ...more]);
  return {
    getClass: library.func('void *objc_getClass(const char *name)'),
    selector: library.func('void *sel_registerName(const char *name)'),
    push: library.func('void *objc_autoreleasePoolPush()'),
    pop: library.func('void objc_autoreleasePoolPop(void *pool)'),
    sendForObject: send('void *'),
    sendForInteger: send('long'),
    sendForTruth: send('bool'),
    responds: send('bool', 'void *'),
  };
}

type Calls = ReturnType<typeof bind>;

function ask(calls: Calls): MacosCondition {
  const processInfo: unknown = calls.getClass('NSProcessInfo');
  if (processInfo === null) return UNKNOWN;
  const pool: unknown = calls.push();
  try {
    const information: unknown = calls.sendForObject(processInfo, calls.selector('processInfo'));
    if (information === null) return UNKNOWN;
    const thermal = askIfKnown(calls, information, 'thermalState', calls.sendForInteger);
    const lowPower = askIfKnown(calls, information, 'isLowPowerModeEnabled', calls.sendForTruth);
    return {
      thermalState: THERMAL_STATES[Number(thermal ?? -1)] ?? null,
      lowPowerMode: typeof lowPower === 'boolean' ? lowPower : null,
    };
  } finally {
    calls.pop(pool);
  }
}

/** An unknown message would end the process: older systems do not know them all. */
function askIfKnown(calls: Calls, receiver: unknown, name: string, send: Calls['sendForObject']): unknown {
  const selector: unknown = calls.selector(name);
  const isKnown: unknown = calls.responds(receiver, calls.selector('respondsToSelector:'), selector);
  return isKnown === true ? send(receiver, selector) : null;
}
