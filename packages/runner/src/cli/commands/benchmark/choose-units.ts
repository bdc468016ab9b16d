/** What a model is measured on. */
import { manifestsFor, preferredUnitFor } from '@dumont/engines/manifests';
import { isAccelerator, type AnyUnit, type ModelFormat } from '@dumont/protocol';
import { bestUnit } from '../../../benchmark/launch/best-unit.ts';
import type { Surroundings } from '../../output/surroundings.ts';
import type { BenchmarkSettings } from './benchmark-settings.ts';
import { requestFor } from './request-for.ts';

type Units = readonly [AnyUnit, ...AnyUnit[]];

/** @returns those that were asked for, else one that needs no looking */
export function plainUnits(
  { computeUnits, enginePackage }: Pick<BenchmarkSettings, 'computeUnits' | 'enginePackage'>,
  format: ModelFormat,
): Units {
  const [first, ...others] = computeUnits;
  if (first !== undefined) return [first, ...others];
  return [preferredUnitFor(format, manifestsFor(enginePackage, process.cwd()))];
}

/** @returns those that were asked for, else the best that runs here @throws the signal's reason where it was aborted */
export async function chooseUnits(
  settings: BenchmarkSettings,
  format: ModelFormat,
  { signal, progress, log }: Pick<Surroundings, 'signal' | 'progress' | 'log'>,
): Promise<Units> {
  const plain = plainUnits(settings, format);
  if (settings.computeUnits.length > 0 || !settings.looksForUnit) return plain;
  const { engine, sandbox } = requestFor(plain[0], settings);
  progress.begin('looking for the best compute unit');
  try {
    const unit = await bestUnit(format, engine, { signal, ...(sandbox === undefined ? {} : { sandbox }) });
    if (isAccelerator(unit))
      log.info(`${unit} is the best unit that runs here: --compute-unit names another`);
    return [unit];
  } finally {
    progress.end();
  }
}
