/** What a model's file says of the model, in the order in which it is read. */
import type { InspectedInput, InspectedOnnx, InspectedWork, Inspection, TensorInfo } from '@dumont/protocol';
import { left, limitRows, right, type Grid } from './grid.ts';
import type { Row } from './figure-rows.ts';
import { formatCount, formatFileSize, formatPercent } from './quantity.ts';
import type { Section } from './report-sections.ts';

const ALL_ROWS = '--json';
/** A table is laid out in the square of its rows, and a file may name a million inputs. */
const MAX_VALUES = 100;
const SHOWN_METADATA = 200;

export function inspectionSection({ model, missingFiles, onnx, coreml, functions }: Inspection): Section {
  return {
    title: 'Model',
    note: model.path,
    rows: [
      { label: 'size', value: formatFileSize(model.bytes), note: `${model.format}, ${filesOf(model.files)}` },
      { label: 'sha256', value: shortened(model.sha256), note: whatIsHashed(model) },
      ...missingFiles.map((name) => ({
        label: 'missing',
        value: name,
        note: 'weights lie in it, and it is not beside the model',
      })),
      ...(onnx === null ? [] : onnxRows(onnx)),
      ...(coreml === null
        ? []
        : [
            {
              label: 'kind',
              value: coreml.kind,
              note: `specification version ${coreml.specificationVersion}`,
            },
          ]),
      ...(functions.length === 0 ? [] : [{ label: 'functions', value: functions.join(', ') }]),
    ],
  };
}

/** People compare the first digits; all are in the JSON. */
function shortened(hash: string): string {
  return hash.slice(0, 16);
}

function whatIsHashed({ files, sha256, digest }: Inspection['model']): string {
  if (files.length === 1 || digest === undefined) return '';
  return digest === sha256 ? 'over all files' : `of the model's own file; ${shortened(digest)} over all`;
}

function filesOf(files: Inspection['model']['files']): string {
  return files.length === 1 ? 'one file' : `${files.length} files`;
}

function onnxRows({
  irVersion,
  producer,
  opsets,
  metadata,
  parameters,
  constants,
  quantization,
  work,
}: InspectedOnnx): Row[] {
  const types = constants.flatMap(({ dtype, bytes }) =>
    bytes === null ? [] : [`${formatFileSize(bytes)} of ${dtype}`],
  );
  return [
    ...(producer.name === ''
      ? []
      : [{ label: 'producer', value: `${producer.name} ${producer.version}`.trimEnd() }]),
    {
      label: 'opset',
      value: Object.entries(opsets)
        .map(([domain, version]) => `${domain} ${version}`)
        .join(', '),
      ...(irVersion === null ? {} : { note: `IR version ${irVersion}` }),
    },
    { label: 'parameters', value: formatLarge(parameters), note: types.join(', ') },
    ...quantization.map((words) => ({ label: 'quantised', value: words })),
    {
      label: 'work',
      value: `${formatLarge(work.multiplyAdds)} multiply-adds`,
      note: `${formatLarge(work.flops)} FLOPs, with inputs of the sizes below${uncounted(work)}`,
    },
    ...Object.entries(metadata).map(([key, value]) => ({
      label: 'metadata',
      value: `${key}: ${value.length > SHOWN_METADATA ? `${value.slice(0, SHOWN_METADATA)}…` : value}`,
    })),
  ];
}

function uncounted({ notCounted }: InspectedWork): string {
  const nodes = notCounted.reduce((sum, each) => sum + each.nodes, 0);
  return nodes === 0 ? '' : `; ${formatCount(nodes, 'node')} not counted`;
}

export function inspectionGrids({ inputs, outputs, states, onnx }: Inspection): Grid[] {
  return [
    {
      title: 'Inputs',
      note: 'with the shapes that a benchmark would try first',
      columns: [left('name', true), left('type'), left('shape', true), right('chosen')],
      rows: limitRows(
        inputs.map((input: InspectedInput) => [...describeValue(input), sizesOf(input.chosenShape)]),
        ALL_ROWS,
        MAX_VALUES,
      ),
    },
    valueGrid('Outputs', outputs),
    ...(states.length === 0 ? [] : [valueGrid('States', states)]),
    ...(onnx === null ? [] : onnxGrids(onnx)),
  ];
}

function valueGrid(title: string, values: readonly TensorInfo[]): Grid {
  return {
    title,
    note: '',
    columns: [left('name', true), left('type'), left('shape', true)],
    rows: limitRows(values.map(describeValue), ALL_ROWS, MAX_VALUES),
  };
}

function describeValue({ name, dtype, container, shape }: TensorInfo): string[] {
  const type = dtype ?? 'unknown';
  return [
    name,
    container === undefined ? type : `${container} of ${type}`,
    sizesOf(shape.map((size) => (size === '' ? '?' : size))),
  ];
}

function sizesOf(shape: readonly (number | string)[]): string {
  return shape.length === 0 ? 'scalar' : shape.join('×');
}

function onnxGrids({ operators, work }: InspectedOnnx): Grid[] {
  const share = (flops: number): string => formatPercent(work.flops === 0 ? 0 : (flops / work.flops) * 100);
  return [
    {
      title: 'Operators',
      note: `${formatCount(sum(operators.map(({ count }) => count)), 'node')} of ${operators.length} kinds`,
      columns: [
        left('operator', true),
        right('nodes'),
        right('multiply-adds'),
        right('FLOPs'),
        right('share'),
      ],
      rows: limitRows(
        byWork(operators, work).map(({ opType, domain, count, own }) => {
          return [
            domain === '' ? opType : `${domain}.${opType}`,
            String(count),
            own === undefined || own.multiplyAdds === 0 ? '' : formatLarge(own.multiplyAdds),
            own === undefined ? '' : formatLarge(own.flops),
            own === undefined ? '' : share(own.flops),
          ];
        }),
        ALL_ROWS,
      ),
    },
    ...(work.notCounted.length === 0
      ? []
      : [
          {
            title: 'Not counted',
            note: '',
            columns: [left('operator'), right('nodes'), left('why', true)],
            rows: limitRows(
              work.notCounted.map(({ opType, nodes, why }) => [opType, String(nodes), why]),
              ALL_ROWS,
            ),
          },
        ]),
  ];
}

type Operator = InspectedOnnx['operators'][number];
type OperatorWork = InspectedWork['byOperator'][number];

function byWork(
  operators: readonly Operator[],
  { byOperator }: InspectedWork,
): (Operator & { readonly own: OperatorWork | undefined })[] {
  const nameOf = ({ opType, domain }: Pick<Operator, 'opType' | 'domain'>): string =>
    JSON.stringify([domain, opType]);
  const works = new Map(byOperator.map((each) => [nameOf(each), each]));
  return operators
    .map((each) => ({ ...each, own: works.get(nameOf(each)) }))
    .sort((one, other) => (other.own?.flops ?? 0) - (one.own?.flops ?? 0));
}

const LARGE = [
  { least: 1e12, word: ' T' },
  { least: 1e9, word: ' G' },
  { least: 1e6, word: ' M' },
  { least: 1e3, word: ' k' },
];

/** Three digits and a decimal prefix. */
function formatLarge(count: number): string {
  const scale = LARGE.find(({ least }) => count >= least * 0.9995);
  return scale === undefined ? String(count) : `${Number((count / scale.least).toPrecision(3))}${scale.word}`;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
