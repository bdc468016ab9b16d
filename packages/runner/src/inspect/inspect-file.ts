/** A model's file, what it hashes to, and what it says of the model. */
import { normalize } from 'node:path';
import { inspectModel, type WantedSizes } from '@dumont/engines/inspect';
import { INSPECTION_SCHEMA, shellWord, type InspectedInput, type Inspection } from '@dumont/protocol';
import { OpenModel, type Model, type OnHashed } from '../models/open-model.ts';

export interface InspectOptions {
  readonly sizes: WantedSizes;
  readonly signal: AbortSignal;
  readonly onHashed: OnHashed;
}

/** @throws DumontError MODEL_NOT_FOUND, MODEL_INVALID, MODEL_UNSUPPORTED, MODEL_CHANGED, INPUT_INVALID; the signal's reason where it was aborted */
export async function inspectFile(
  model: Model,
  { sizes, signal, onHashed }: InspectOptions,
): Promise<Inspection> {
  const opened = await OpenModel.open(model, signal, { onHashed, refuseForeign: true });
  try {
    await opened.openWeights('checked', signal);
    const inspected = await inspectModel({ path: model.path, format: model.format }, sizes);
    await opened.verify(signal);
    return describe(model, opened, inspected);
  } finally {
    await opened[Symbol.asyncDispose]();
  }
}

function describe(
  { path: unpacked, archive, url, format }: Model,
  { identity }: OpenModel,
  inspected: Awaited<ReturnType<typeof inspectModel>>,
): Inspection {
  const path = archive ?? unpacked;
  const { bytes = 0, sha256 = '', files = [], digest } = identity ?? {};
  return {
    schema: INSPECTION_SCHEMA,
    model: { path, format, bytes, sha256, files, ...(digest === undefined ? {} : { digest }) },
    ...inspected,
    missingFiles: missingOf(inspected.onnx, files),
    command: ['dumont-runner', '--model', url ?? path].map(shellWord).join(' '),
    shapeFlags: shapeFlags(inspected.inputs),
  };
}

/** What is one file is named in one way, and may be written in several. */
function missingOf(
  onnx: Inspection['onnx'],
  files: Inspection['model']['files'],
): Inspection['missingFiles'] {
  const there = new Set(files.map(({ name }) => normalize(name)));
  return (onnx?.externalFiles ?? []).filter((name) => !there.has(normalize(name)));
}

/** A shape for each input that leaves one open. */
function shapeFlags(inputs: readonly InspectedInput[]): string {
  return inputs
    .filter(({ shape }) => shape.some((size) => typeof size === 'string'))
    .flatMap(({ name, chosenShape }) => ['--shape', `${name}=${chosenShape.join('x')}`])
    .map(shellWord)
    .join(' ');
}
