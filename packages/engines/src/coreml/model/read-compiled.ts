/**
 * A `.mlmodelc`: what its compiler wrote of it in `metadata.json`, which Xcode shows. Its other files are in formats that are CoreML's own.
 * Apple documents none of this: names are as the compiler writes them, numbers and lists as texts, and what is not known is left open.
 */
import path from 'node:path';
import { DumontError, parseForeignJson } from '@dumont/protocol';
import { z } from 'zod';
import type { ArrayFeature, ArrayType, Feature, FeatureType, Flexibility, Signature } from './feature.ts';
import type { ModelSpecification } from './read-description.ts';
import { readTextUpTo } from './read-text.ts';

const METADATA = 'metadata.json';
/** With what the model's author put in it. */
const MOST_BYTES = 4 * 2 ** 20;
const BOUNDS = { depth: 32, values: 100_000 };
const MOST_FEATURES = 10_000;

const text = z.string().max(100_000);
const sizes = z.array(z.int().min(-1)).max(64);
const ranges = z.array(z.tuple([z.int().min(-1), z.int().min(-1)])).max(64);
const shapes = z.array(sizes).max(1000);

const featureSchema = z.object({
  name: text,
  type: text,
  isOptional: text.default('0'),
  formattedType: text.default(''),
  dataType: text.default(''),
  shape: text.default('[]'),
  shapeRange: text.default(''),
  enumeratedShapes: text.default(''),
  width: text.default(''),
  height: text.default(''),
  colorspace: text.default(''),
  isColor: text.default(''),
});
type Described = z.output<typeof featureSchema>;

const features = z.array(featureSchema).max(MOST_FEATURES).default([]);
const signatureSchema = z.object({ inputSchema: features, outputSchema: features, stateSchema: features });
const modelSchema = signatureSchema.extend({
  specificationVersion: z.int().positive(),
  modelType: z.object({ name: text }).default({ name: '' }),
  functions: z
    .array(signatureSchema.extend({ name: text }))
    .max(MOST_FEATURES)
    .default([]),
  defaultFunctionName: text.default(''),
});
const metadataSchema = z.tuple([modelSchema], z.unknown());

/** @throws DumontError MODEL_UNSUPPORTED where it does not say what it takes, MODEL_INVALID */
export async function readCompiled(model: string): Promise<ModelSpecification> {
  const written = await readTextUpTo(path.join(model, METADATA), MOST_BYTES).catch((cause: unknown) => {
    throw new DumontError(
      'MODEL_UNSUPPORTED',
      `${model} is compiled and has no ${METADATA}, so that CoreML alone can read it: look at the model that it was made of.`,
      { cause },
    );
  });
  const parsed = metadataSchema.safeParse(written === null ? null : parseForeignJson(written, BOUNDS));
  if (!parsed.success)
    throw new DumontError(
      'MODEL_INVALID',
      `The ${METADATA} of ${model} is not one of a compiled CoreML model: ${z.prettifyError(parsed.error)}`,
    );
  const [{ specificationVersion, modelType, functions, defaultFunctionName, ...own }] = parsed.data;
  return {
    specificationVersion,
    kind: kindOf(modelType.name),
    ...signatureOf(own),
    functions: new Map(functions.map(({ name, ...signature }) => [name, signatureOf(signature)])),
    defaultFunction: functions.length === 0 ? null : defaultFunctionName,
  };
}

function kindOf(type: string): ModelSpecification['kind'] {
  if (/mlProgram/i.test(type)) return 'program';
  if (/neuralNetwork/i.test(type)) return 'neural network';
  return /pipeline/i.test(type) ? 'pipeline' : 'classic';
}

function signatureOf(described: z.output<typeof signatureSchema>): Signature {
  const { inputSchema, outputSchema, stateSchema } = described;
  const [inputs, outputs, states] = [inputSchema, outputSchema, stateSchema].map((list) =>
    list.map(featureOf),
  );
  return { inputs: inputs ?? [], outputs: outputs ?? [], states: states ?? [] };
}

function featureOf(described: Described): Feature {
  return { name: described.name, isOptional: described.isOptional === '1', type: typeOf(described) };
}

function typeOf(described: Described): FeatureType {
  const keys = /int64/i.test(described.formattedType)
    ? 'int64'
    : /string/i.test(described.formattedType)
      ? 'string'
      : null;
  switch (described.type.toLowerCase()) {
    case 'multiarray':
      return arrayOf(described);
    case 'state':
      return { kind: 'state', array: arrayOf(described) };
    case 'image':
      return imageOf(described);
    case 'dictionary':
      return { kind: 'dictionary', keys };
    case 'sequence':
      return { kind: 'sequence', items: keys };
    case 'int64':
    case 'double':
    case 'string':
      return { kind: described.type.toLowerCase() as 'int64' | 'double' | 'string' };
    default:
      return { kind: 'unknown' };
  }
}

const ARRAY_TYPES: Readonly<Record<string, ArrayType>> = {
  float16: 'float16',
  float32: 'float32',
  float64: 'float64',
  double: 'float64',
  int32: 'int32',
  int8: 'int8',
};

function arrayOf({ dataType, shape, shapeRange, enumeratedShapes }: Described): ArrayFeature {
  return {
    kind: 'array',
    dtype: ARRAY_TYPES[dataType.toLowerCase()] ?? null,
    shape: listIn(shape, sizes) ?? [],
    flexibility: flexibilityOf(listIn(shapeRange, ranges), listIn(enumeratedShapes, shapes)),
  };
}

function flexibilityOf(
  ranged: readonly (readonly [number, number])[] | null,
  enumerated: readonly (readonly number[])[] | null,
): Flexibility | null {
  if (enumerated !== null) return { kind: 'enumerated', shapes: enumerated };
  if (ranged === null) return null;
  // Without a bound it is -1.
  return { kind: 'ranged', sizes: ranged.map(([least, most]) => ({ least, most: most < 0 ? null : most })) };
}

/** Of its sizes the usual one: how others are written is not known. */
function imageOf({ width, height, colorspace, isColor }: Described): FeatureType {
  const isHalf = /half|16/i.test(colorspace);
  const color = isColor === '1' || /^(rgb|bgr)/i.test(colorspace);
  return {
    kind: 'image',
    colorSpace: color
      ? 'color'
      : isHalf
        ? 'half'
        : isColor === '0' || /^gr[ae]y/i.test(colorspace)
          ? 'gray'
          : null,
    shape: [sizeOf(height), sizeOf(width)],
    flexibility: null,
  };
}

function sizeOf(written: string): number {
  return /^\d{1,9}$/.test(written) ? Number(written) : 0;
}

/** A list that is written as a text; null where it is none, or not such a one. */
function listIn<Parsed>(written: string, schema: z.ZodType<Parsed>): Parsed | null {
  return schema.safeParse(parseForeignJson(written, BOUNDS)).data ?? null;
}
