/** The CoreML engine, on the runtime of Objective-C. */
import { DumontError, type ProbeTarget, type UnitProbe } from '@dumont/protocol';
import type { Engine } from '../engine.ts';
import { PLAIN_OPTIONS } from '../plain-options.ts';
import { compileTo } from './compiled-model.ts';
import { coreml } from './manifest.ts';
import { SMALLEST_NULL_MODEL } from './null-model.ts';
import { readArray, readText } from './objc/foundation.ts';
import { APPLE, type LibraryPaths } from './objc/library-paths.ts';
import { ObjectiveC } from './objc/objective-c.ts';
import { planPlacement } from './plan.ts';
import { loadModel, openSession } from './session.ts';

/** @throws DumontError UNIT_UNAVAILABLE */
export function openCoremlEngine(): Promise<Engine> {
  if (process.platform !== 'darwin')
    throw new DumontError('UNIT_UNAVAILABLE', `CoreML runs on macOS, and this is ${process.platform}.`);
  return openEngineBy(APPLE);
}

/** @throws DumontError UNIT_UNAVAILABLE */
export async function openEngineBy(paths: LibraryPaths): Promise<Engine> {
  const objc = await ObjectiveC.open(paths);
  checkVersion(objc);
  const load: Engine['load'] = async (model, options) =>
    openSession(await loadModel(objc, model, options), options.provider);
  return {
    name: coreml.name,
    version: systemVersion(objc),
    formats: coreml.formats,
    probe: (target) => probeUnits(objc, load, target),
    compile: (model, target) => compileTo(objc, model, target),
    load,
    planPlacement: (model, options) => planPlacement(objc, model, options),
  };
}

/** All else that is sent unasked came with macOS 13 or before: an older one would end the process. */
function checkVersion(objc: ObjectiveC): void {
  if (objc.responds(objc.class('MLModel'), 'compileModelAtURL:completionHandler:')) return;
  throw new DumontError(
    'UNIT_UNAVAILABLE',
    'CoreML of this version of macOS is too old: macOS 13 is needed.',
  );
}

/** CoreML has none of its own that it tells. */
function systemVersion(objc: ObjectiveC): string {
  return objc.pool(() => {
    const information = objc.send(objc.class('NSProcessInfo'), 'processInfo');
    return readText(objc, objc.send(information, 'operatingSystemVersionString'));
  });
}

/** @param target left out it is all of them */
async function probeUnits(
  objc: ObjectiveC,
  load: Engine['load'],
  target?: ProbeTarget,
): Promise<UnitProbe[]> {
  const probes: UnitProbe[] = [];
  const devices = devicesOf(objc);
  for (const unit of coreml.units.filter((unit) => target === undefined || unit === target.unit)) {
    const reason = whyNoDevice(unit, devices) ?? (await whyUnavailable(unit, load));
    probes.push({ unit, available: reason === null, reason });
  }
  return probes;
}

/** Without it a model runs all the same: on the CPU. */
const DEVICES: Readonly<
  Partial<Record<(typeof coreml.units)[number], readonly [className: string, words: string]>>
> = {
  'GPU (CoreML)': ['MLGPUComputeDevice', 'GPU'],
  'Neural Engine (CoreML)': ['MLNeuralEngineComputeDevice', 'Neural Engine'],
};

/** @returns whether there is one of the class; null before macOS 14, which does not tell */
function devicesOf(objc: ObjectiveC): ((className: string) => boolean) | null {
  const model = objc.class('MLModel');
  if (!objc.responds(model, 'availableComputeDevices')) return null;
  const present = objc.pool(() =>
    readArray(objc, objc.send(model, 'availableComputeDevices')).flatMap((device) =>
      Object.values(DEVICES).flatMap(([className]) => (objc.isKind(device, className) ? [className] : [])),
    ),
  );
  return (className) => present.includes(className);
}

function whyNoDevice(
  unit: (typeof coreml.units)[number],
  has: ((className: string) => boolean) | null,
): string | null {
  const [className, words] = DEVICES[unit] ?? [];
  if (className === undefined) return null;
  const isThere = has === null ? process.arch === 'arm64' || unit === 'GPU (CoreML)' : has(className);
  return isThere ? null : `CoreML finds no ${words ?? ''} here`;
}

/** @returns null where it runs */
async function whyUnavailable(
  unit: (typeof coreml.units)[number],
  load: Engine['load'],
): Promise<string | null> {
  try {
    const session = await load(SMALLEST_NULL_MODEL, { ...PLAIN_OPTIONS, unit, provider: 'coreml' });
    try {
      await session.bind({ x: { dtype: 'float32', shape: [1], data: new Float32Array(1) } }).run();
    } finally {
      await session[Symbol.asyncDispose]();
    }
    return null;
  } catch (cause) {
    if (cause instanceof DumontError) return cause.message;
    throw cause;
  }
}
