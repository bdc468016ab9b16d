/** `dumont-runner providers …`: execution providers that are got from elsewhere. */
import { printable, printableJson } from '@dumont/protocol';
import { listOf, parsedText, splitAtSemicolons, SWITCH } from '@dumont/protocol/settings';
import { basename, resolve } from 'node:path';
import type { ProviderState } from '../../providers/describe-providers.ts';
import { layoutHeading } from '../../reports/text-layout.ts';
import { wrap } from '../../reports/wrap.ts';
import { COMMON_SETTINGS } from '../args/settings/results.ts';
import type { Surroundings } from '../output/surroundings.ts';
import { defineCommand, type CommandGroup } from './command.ts';

const INDENT = '  ';
const NAME_WIDTH = 12;

const list = defineCommand({
  name: 'list',
  summary: 'show what is there of each, what is missing, and what to type',
  examples: ['dumont-runner providers list', 'dumont-runner providers list --json'],
  settings: { json: { ...SWITCH, help: 'print JSON' }, ...COMMON_SETTINGS },
  run: async ({ values, surroundings: { signal, stdout, width, paint } }) => {
    const [{ describeProviders }, { providersFolder, thisPlace }] = await Promise.all([
      import('../../providers/describe-providers.ts'),
      import('../../providers/place.ts'),
    ]);
    const folder = providersFolder(thisPlace());
    const providers = await describeProviders(thisPlace(), signal);
    const text = values.json
      ? printableJson({ folder, providers }, 2)
      : [
          layoutHeading('Execution providers', `kept in ${printable(folder)}`, width, paint),
          ...providers.flatMap((state) => describe(state, width, paint)),
        ].join('\n');
    await stdout.write(`${text}\n`);
    return 0;
  },
});

const add = defineCommand({
  name: 'add',
  summary: 'add one from wheels or folders',
  words: { syntax: '<name>', help: 'cuda, tensorrt, migraphx, openvino, webgpu or a name of your own' },
  examples: [
    'dumont-runner providers add cuda --from onnxruntime_gpu-1.30.0-….whl',
    'dumont-runner providers add openvino --from ~/onnxruntime_ep_openvino',
  ],
  notes: 'It is code: what is added runs where models run. Add what you trust.',
  settings: {
    from: {
      placeholder: 'wheel|folder',
      help: 'a Python wheel (no Python runs) or a folder; each of several gets a folder of its own',
      value: listOf(parsedText('a path', (given) => (given === '' ? undefined : resolve(given)))),
      list: splitAtSemicolons,
      missing: 'is missing: name a wheel or a folder',
      completion: { endings: ['.whl'] },
    },
    ...COMMON_SETTINGS,
  },
  run: async ({ values, words: [name = ''], surroundings: { signal, stdout, progress } }) => {
    const [{ addProvider }, { thisPlace }] = await Promise.all([
      import('../../providers/add-provider.ts'),
      import('../../providers/place.ts'),
    ]);
    progress.begin(`adding ${printable(name)}`);
    const { folder, manifest } = await addProvider({ name, from: values.from }, thisPlace(), signal).finally(
      () => {
        progress.end();
      },
    );
    const files = String(manifest?.files.length ?? 0);
    await stdout.write(
      `${name} was added: ${files} files in ${printable(folder)}. ` +
        'dumont-runner providers list says whether it can be loaded here.\n',
    );
    return 0;
  },
});

const remove = defineCommand({
  name: 'remove',
  summary: 'remove one that was added',
  words: { syntax: '<name>', help: 'as it was added' },
  examples: ['dumont-runner providers remove cuda'],
  settings: COMMON_SETTINGS,
  run: async ({ words: [name = ''], surroundings: { stdout } }) => {
    const [{ removeProvider }, { thisPlace }] = await Promise.all([
      import('../../providers/add-provider.ts'),
      import('../../providers/place.ts'),
    ]);
    await removeProvider(name, thisPlace());
    await stdout.write(`${name} was removed.\n`);
    return 0;
  },
});

export const providers: CommandGroup = {
  name: 'providers',
  summary: 'get, show and remove execution providers (CUDA, OpenVINO …)',
  examples: [
    'dumont-runner providers list',
    'dumont-runner providers add cuda --from onnxruntime_gpu-1.30.0-….whl',
    'dumont-runner providers remove cuda',
  ],
  notes: "Kept in DUMONT_PROVIDERS_DIR, or providers in Dumont's folder for data.",
  commands: [list, add, remove],
};

function describe(state: ProviderState, width: number, paint: Surroundings['paint']): string[] {
  const { name, source, library, from, problem, missing, notes, remedies } = state;
  const isWhole = source !== 'absent' && problem === null && missing.length === 0 && notes.length === 0;
  const word = isWhole ? paint('green', source) : source;
  const owner = library === null ? null : basename(library);
  const lines = [
    ...(problem === null ? [] : [problem]),
    ...missing.map(({ name: file, neededBy, partOf }) => {
      const by = neededBy === owner ? '' : `; ${neededBy} needs it`;
      return `missing ${file}${partOf === null ? '' : ` (${partOf})`}${by}`;
    }),
    ...notes,
  ];
  // What is to be copied stays on a line.
  const whole = [
    ...(library === null ? [] : [library]),
    ...(from.length === 0 ? [] : [`from ${from.join(', ')}`]),
  ];
  return [
    `${INDENT}${printable(name).padEnd(NAME_WIDTH)}${word}`,
    ...[
      ...whole.map(indent),
      ...lines.flatMap((line) => wrap(printable(line), width, INDENT.repeat(2))),
      ...remedies.map((remedy) => indent(`$ ${remedy}`)),
    ].map((line) => paint('dim', line)),
  ];
}

function indent(line: string): string {
  return `${INDENT.repeat(2)}${printable(line)}`;
}
