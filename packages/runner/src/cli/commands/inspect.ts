/** `dumont-runner inspect`: what a model's file says of the model. Nothing is run, no native code is loaded. */
import { DumontError, printableDocument, printableJson, type Inspection } from '@dumont/protocol';
import { SWITCH } from '@dumont/protocol/settings';
import { inspectionGrids, inspectionSection } from '../../reports/describe-inspection.ts';
import { layoutGrid, layoutHeading, layoutSection } from '../../reports/text-layout.ts';
import { INPUT_SETTINGS } from '../args/settings/inputs.ts';
import { LIMIT_SETTINGS } from '../args/settings/limits.ts';
import { COMMON_SETTINGS } from '../args/settings/results.ts';
import { modelSource, type ModelSource } from '../args/settings/subject.ts';
import type { Surroundings } from '../output/surroundings.ts';
import { defineCommand } from './command.ts';

export const inspect = defineCommand({
  name: 'inspect',
  summary: "show a model's inputs, operators, parameters and work, without running it",
  words: { syntax: '<model>', help: 'a file or an http(s) URL' },
  examples: [
    'dumont-runner inspect model.onnx',
    'dumont-runner inspect model.onnx --dim batch=8 --json',
    'dumont-runner inspect model.mlpackage',
  ],
  settings: {
    json: { ...SWITCH, help: 'print JSON' },
    shape: INPUT_SETTINGS.shape,
    dim: INPUT_SETTINGS.dim,
    allowDataFolder: LIMIT_SETTINGS.allowDataFolder,
    ...COMMON_SETTINGS,
  },
  run: async ({ values, words: [given = ''], surroundings }) => {
    const { signal, stdout, progress, width, paint } = surroundings;
    const [{ prepareModel }, { inspectFile }] = await Promise.all([
      import('./benchmark/prepare-model.ts'),
      import('../../inspect/inspect-file.ts'),
    ]);
    progress.begin('reading the model');
    const download = { signal, onProgress: progress.onDownload };
    const { model, dispose } = await prepareModel(toSource(given), download, values.allowDataFolder);
    try {
      const inspection = await inspectFile(model, {
        sizes: { shapes: values.shape, dims: values.dim },
        signal,
        onHashed: (hashedBytes, totalBytes) => {
          progress.onEvent({ type: 'hashing', hashedBytes, totalBytes });
        },
      });
      progress.end();
      const text = values.json
        ? printableJson(inspection, 2)
        : describe(printableDocument(inspection), width, paint);
      await stdout.write(`${text}\n`);
    } finally {
      progress.end();
      await dispose();
    }
    return 0;
  },
});

/** @throws DumontError USAGE */
function toSource(given: string): ModelSource {
  const parsed = modelSource.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new DumontError('USAGE', parsed.error.issues.map(({ message }) => `the model ${message}`).join('; '));
}

function describe(inspection: Inspection, width: number, paint: Surroundings['paint']): string {
  const blocks = [
    layoutSection(inspectionSection(inspection), width, paint),
    ...inspectionGrids(inspection).map((grid) => layoutGrid(grid, width, paint)),
    // To be copied whole: not wrapped.
    [layoutHeading('To measure it', '', width, paint), ...commandLines(inspection)],
  ];
  return blocks.map((lines) => lines.join('\n')).join('\n\n');
}

function commandLines({ command, shapeFlags }: Inspection): string[] {
  const fixed = `  ${command}`;
  return shapeFlags === '' ? [fixed] : [fixed, `${fixed} ${shapeFlags}`];
}
