/** `dumont-runner probe`: what this machine can really run, found by running a tiny model on every unit and device. */
import { enginesFor } from '@dumont/engines/manifests';
import { describeProbe, printable, printableJson, type EngineRef, type ProbedUnit } from '@dumont/protocol';
import { SWITCH } from '@dumont/protocol/settings';
import stringWidth from 'string-width';
import type { ProbeOptions } from '../../benchmark/launch/probe-engine.ts';
import { DEFAULT_SANDBOX } from '../../benchmark/sandbox/settings.ts';
import { layoutHeading } from '../../reports/text-layout.ts';
import { wrap } from '../../reports/wrap.ts';
import { LIMIT_SETTINGS } from '../args/settings/limits.ts';
import { PROVIDER_SETTINGS } from '../args/settings/session.ts';
import { COMMON_SETTINGS } from '../args/settings/results.ts';
import { SUBJECT_SETTINGS } from '../args/settings/subject.ts';
import type { Surroundings } from '../output/surroundings.ts';
import { defineCommand } from './command.ts';

const INDENT = '  ';

export const probe = defineCommand({
  name: 'probe',
  summary: 'show which compute units and devices of this machine really run',
  examples: [
    'dumont-runner probe',
    'dumont-runner probe --json',
    'dumont-runner probe --provider-library libonnxruntime_providers_webgpu.so',
  ],
  settings: {
    json: { ...SWITCH, help: 'print JSON' },
    engine: SUBJECT_SETTINGS.engine,
    providerLibrary: PROVIDER_SETTINGS.providerLibrary,
    providerName: PROVIDER_SETTINGS.providerName,
    sandbox: LIMIT_SETTINGS.sandbox,
    ...COMMON_SETTINGS,
  },
  /** That a unit cannot run is an answer, not a failure. */
  run: async ({ values, given, surroundings: { signal, progress, stdout, width, paint } }) => {
    const { toPlugIn } = await import('./benchmark/plug-in-settings.ts');
    const plugIn = toPlugIn(values, given);
    const engines: EngineRef[] =
      plugIn === null
        ? enginesFor(values.engine, process.cwd(), process.platform)
        : [{ name: 'onnx', package: null, plugIn }];
    const names = engines.map(({ name }) => name).join(', ');
    const sandbox = { ...DEFAULT_SANDBOX, mode: values.sandbox };
    progress.begin(`running a tiny model on every compute unit of ${names}`);
    const units = await probeAll(engines, { signal, sandbox }).finally(() => {
      progress.end();
    });
    const text = values.json
      ? printableJson({ engine: names, units }, 2)
      : describeUnits(units, width, paint);
    await stdout.write(`${text}\n`);
    return 0;
  },
});

/** Of several, one that fails is an answer among others; what one alone fails by is what the command fails by. */
async function probeAll(
  engines: readonly EngineRef[],
  options: ProbeOptions & { readonly signal: AbortSignal },
): Promise<readonly ProbedUnit[]> {
  const { probeEngine } = await import('../../benchmark/launch/probe-engine.ts');
  const { probeUnits } = await import('../../benchmark/launch/probe-units.ts');
  const [only, ...others] = engines;
  return only !== undefined && others.length === 0
    ? probeEngine(only, options)
    : probeUnits(engines, options);
}

function describeUnits(units: readonly ProbedUnit[], width: number, paint: Surroundings['paint']): string {
  const unitWidth = Math.max(...units.map(({ unit }) => stringWidth(printable(unit))));
  const lines = units.flatMap((probe) => {
    const { unit, available } = probe;
    const state = available ? paint('green', 'runs') : 'does not run';
    const gap = ' '.repeat(unitWidth - stringWidth(printable(unit)));
    const lines = describeProbe(probe).flatMap((text) => wrap(printable(text), width, INDENT.repeat(2)));
    return [`${INDENT}${printable(unit)}${gap}${INDENT}${state}`, ...lines.map((line) => paint('dim', line))];
  });
  const note = 'found by running a tiny model on each, and on each device';
  return [layoutHeading('Compute units', note, width, paint), ...lines].join('\n');
}
