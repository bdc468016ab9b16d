/** `dumont-runner probe`: what this machine can really run, found by running a tiny model on every unit. */
import type { UnitProbe } from '@dumont/protocol';
import { probeEngine } from '../launch/probe-engine.ts';
import { toEngineRef } from './args/engine-ref.ts';
import type { ProbeFlags } from './args/flag-schemas.ts';
import { printable } from './formats/printable.ts';
import { layoutGrid } from './formats/text-layout.ts';
import type { Surroundings } from './surroundings.ts';

const BUILT_IN_ENGINE = 'onnx';

/** @returns the exit code: that a unit cannot run is an answer, not a failure */
export async function runProbe(
  settings: ProbeFlags,
  { signal, progress, stdout, width, paint }: Surroundings,
): Promise<number> {
  const engine = toEngineRef(settings.engine ?? null, BUILT_IN_ENGINE);
  progress.begin(`running a tiny model on every compute unit of ${engine.name}`);
  const units = await probeEngine(engine, { signal }).finally(() => {
    progress.end();
  });
  const text = settings.json
    ? JSON.stringify({ engine: engine.name, units }, null, 2)
    : describeUnits(units, width, paint);
  await stdout.write(`${text}\n`);
  return 0;
}

function describeUnits(units: readonly UnitProbe[], width: number, paint: Surroundings['paint']): string {
  const rows = units.map(({ unit, available, reason }) => [
    printable(unit),
    available ? 'runs' : 'does not run',
    printable(reason ?? ''),
  ]);
  const grid = {
    title: 'Compute units',
    note: 'found by running a tiny model on each',
    columns: [
      { heading: 'unit', align: 'left' },
      { heading: 'state', align: 'left' },
      { heading: 'reason', align: 'left', flexible: true },
    ],
    rows,
  } as const;
  return layoutGrid(grid, width, paint).join('\n');
}
