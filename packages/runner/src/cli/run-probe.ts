/** `dumont-runner probe`: what this machine can really run, found by running a tiny model on every unit. */
import { engineFor } from '@dumont/engines/manifests';
import { printable, printableJson, type UnitProbe } from '@dumont/protocol';
import stringWidth from 'string-width';
import { probeEngine } from '../benchmark/launch/probe-engine.ts';
import { DEFAULT_SANDBOX } from '../benchmark/sandbox/settings.ts';
import type { ProbeFlags } from './args/flag-schemas.ts';
import { layoutHeading, wrap } from '../reports/text-layout.ts';
import type { Surroundings } from './surroundings.ts';

const INDENT = '  ';

/** @returns the exit code: that a unit cannot run is an answer, not a failure */
export async function runProbe(
  settings: ProbeFlags,
  { signal, progress, stdout, width, paint }: Surroundings,
): Promise<number> {
  const engine = engineFor('CPU (ONNX)', settings.engine ?? null, process.cwd());
  progress.begin(`running a tiny model on every compute unit of ${engine.name}`);
  const units = await probeEngine(engine, {
    signal,
    sandbox: { ...DEFAULT_SANDBOX, mode: settings.sandbox },
  }).finally(() => {
    progress.end();
  });
  const text = settings.json
    ? printableJson({ engine: engine.name, units }, 2)
    : describeUnits(units, width, paint);
  await stdout.write(`${text}\n`);
  return 0;
}

function describeUnits(units: readonly UnitProbe[], width: number, paint: Surroundings['paint']): string {
  const unitWidth = Math.max(...units.map(({ unit }) => stringWidth(printable(unit))));
  const lines = units.flatMap(({ unit, available, reason }) => {
    const state = available ? paint('green', 'runs') : 'does not run';
    const gap = ' '.repeat(unitWidth - stringWidth(printable(unit)));
    const why = reason === null ? [] : wrap(printable(reason), width, INDENT.repeat(2));
    return [`${INDENT}${printable(unit)}${gap}${INDENT}${state}`, ...why.map((line) => paint('dim', line))];
  });
  const heading = layoutHeading('Compute units', 'found by running a tiny model on each', width, paint);
  return [heading, ...lines].join('\n');
}
