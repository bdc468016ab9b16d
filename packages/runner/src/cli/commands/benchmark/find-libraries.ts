/** Which libraries of ONNX Runtime's the settings mean: a wheel is unpacked, a folder looked into. None is loaded here. */
import { findLibrary } from '@dumont/engines/manifests';
import { isWheel, unpackWheel } from '../../../wheels/unpack-wheel.ts';
import type { BenchmarkSettings } from './benchmark-settings.ts';

/** @returns the settings with the libraries themselves @throws DumontError USAGE; the signal's reason where it was aborted */
export async function findLibraries(
  settings: BenchmarkSettings,
  signal: AbortSignal,
): Promise<BenchmarkSettings> {
  const { comparison } = settings;
  const onnxruntime = await find(settings.onnxruntime, signal);
  if (comparison?.kind !== 'paired' || comparison.onnxruntime === undefined)
    return { ...settings, onnxruntime };
  const ofBaseline = await find(comparison.onnxruntime, signal);
  return { ...settings, onnxruntime, comparison: { ...comparison, onnxruntime: ofBaseline } };
}

async function find(given: string | null, signal: AbortSignal): Promise<string | null> {
  if (given === null) return null;
  return isWheel(given) ? findLibrary(await unpackWheel(given, signal), given) : findLibrary(given);
}
