/** How CoreML is to run a model: an MLModelConfiguration from what was asked for. */
import { DumontError, type SessionOptions } from '@dumont/protocol';
import { makeText } from './objc/foundation.ts';
import type { HeldObject, ObjectiveC } from './objc/objective-c.ts';

/** MLComputeUnits: the CPU is always among them, and whatever another unit does not run, runs there. */
const COMPUTE_UNITS: Readonly<Record<string, number>> = {
  'CPU (CoreML)': 0,
  'GPU (CoreML)': 1,
  'Neural Engine (CoreML)': 3,
};

/** MLReshapeFrequencyHint: the inputs keep their shape from the first run on. */
const INFREQUENT = 1;
const FREQUENT = 0;

type Entries = Readonly<Record<string, string>>;

/** Which function of a model that has several. */
const FUNCTION = 'coreml.function';
const RESHAPE = 'coreml.reshape_frequency';
const SPECIALIZATION = 'coreml.specialization';
const LOW_PRECISION = 'coreml.low_precision_accumulation';
const CHOICES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  [RESHAPE]: { frequent: FREQUENT, infrequent: INFREQUENT },
  [SPECIALIZATION]: { default: 0, 'fast-prediction': 1 },
  [LOW_PRECISION]: { '0': 0, '1': 1 },
};

/**
 * @returns owned by the caller
 * @throws DumontError USAGE for an option that CoreML does not have, UNIT_UNAVAILABLE for one that this macOS does not have
 */
export function makeConfiguration(
  objc: ObjectiveC,
  { unit, sessionEntries = {} }: Pick<SessionOptions, 'unit' | 'sessionEntries'>,
): HeldObject {
  const units = COMPUTE_UNITS[unit];
  if (units === undefined) throw new DumontError('UNIT_UNAVAILABLE', `CoreML does not run ${unit}.`);
  checkEntries(sessionEntries);
  const configuration = objc.hold(objc.make('MLModelConfiguration'), true);
  try {
    objc.pool(() => {
      objc.send(configuration.address, 'setComputeUnits:', units);
      apply(objc, configuration, sessionEntries);
    });
    return configuration;
  } catch (cause) {
    configuration[Symbol.dispose]();
    throw cause;
  }
}

function apply(objc: ObjectiveC, configuration: HeldObject, entries: Entries): void {
  const { address } = configuration;
  const precision = choiceOf(entries, LOW_PRECISION);
  if (precision !== undefined) objc.send(address, 'setAllowLowPrecisionAccumulationOnGPU:', precision === 1);
  const name = entries[FUNCTION];
  if (name !== undefined) {
    if (!objc.responds(address, 'setFunctionName:')) throw tooOld(FUNCTION);
    objc.send(address, 'setFunctionName:', makeText(objc, name));
  }
  applyHints(objc, address, entries);
}

/** They came with macOS 14.4 and 15. */
function applyHints(objc: ObjectiveC, configuration: bigint, entries: Entries): void {
  const asked = [RESHAPE, SPECIALIZATION].find((entry) => entries[entry] !== undefined);
  const isKnown =
    objc.findClass('MLOptimizationHints') !== null && objc.responds(configuration, 'setOptimizationHints:');
  if (!isKnown) {
    if (asked !== undefined) throw tooOld(asked);
    return;
  }
  const hints = objc.hold(objc.make('MLOptimizationHints'), true);
  try {
    objc.send(hints.address, 'setReshapeFrequency:', choiceOf(entries, RESHAPE) ?? INFREQUENT);
    const specialization = choiceOf(entries, SPECIALIZATION);
    if (specialization !== undefined) {
      if (!objc.responds(hints.address, 'setSpecializationStrategy:')) throw tooOld(SPECIALIZATION);
      objc.send(hints.address, 'setSpecializationStrategy:', specialization);
    }
    objc.send(configuration, 'setOptimizationHints:', hints.address);
  } finally {
    hints[Symbol.dispose]();
  }
}

function choiceOf(entries: Entries, entry: string): number | undefined {
  const chosen = entries[entry];
  return chosen === undefined ? undefined : CHOICES[entry]?.[chosen];
}

function checkEntries(entries: Entries): void {
  for (const [entry, value] of Object.entries(entries)) {
    const choices = CHOICES[entry];
    if (entry === FUNCTION || (choices !== undefined && Object.hasOwn(choices, value))) continue;
    const allowed = choices === undefined ? null : Object.keys(choices).join(' or ');
    throw new DumontError(
      'USAGE',
      allowed === null
        ? `CoreML has no session option ${entry}: it has ${[FUNCTION, ...Object.keys(CHOICES)].join(', ')}.`
        : `The session option ${entry} takes ${allowed}, not ${value}.`,
    );
  }
}

function tooOld(entry: string): DumontError {
  return new DumontError('UNIT_UNAVAILABLE', `This version of macOS does not have ${entry}: leave it out.`);
}
