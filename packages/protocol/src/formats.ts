/** Model formats, as far as a name tells them; what a model of each consists of is `runner/models` to know. */
import { z } from 'zod';

interface FormatRow {
  readonly name: string;
  readonly ending: string;
  /** A model of the format is a folder, not a file. */
  readonly isFolder: boolean;
}

export const MODEL_FORMATS = [
  { name: 'onnx', ending: '.onnx', isFolder: false },
  /** ONNX Runtime's own. */
  { name: 'ort', ending: '.ort', isFolder: false },
  { name: 'mlmodel', ending: '.mlmodel', isFolder: false },
  { name: 'mlpackage', ending: '.mlpackage', isFolder: true },
  /** What CoreML compiles the other two to. */
  { name: 'mlmodelc', ending: '.mlmodelc', isFolder: true },
] as const satisfies readonly FormatRow[];

export type ModelFormat = (typeof MODEL_FORMATS)[number]['name'];
export const modelFormatSchema = z.enum(
  MODEL_FORMATS.map((format) => format.name) as [ModelFormat, ...ModelFormat[]],
);

/** The endings of models that are files. */
export const MODEL_FILE_ENDINGS = MODEL_FORMATS.flatMap(({ ending, isFolder }) => (isFolder ? [] : [ending]));

/** A model comes and is kept as one file: in its format, or where that is a folder in an archive of it. */
export const sentFormatSchema = z.enum([...modelFormatSchema.options, 'zip']);
export type SentFormat = z.output<typeof sentFormatSchema>;

const ARCHIVE_ENDING = '.zip';
/** The endings of models that can be downloaded and kept in a cache. */
export const SENT_ENDINGS = [...MODEL_FILE_ENDINGS, ARCHIVE_ENDING];

export function endingOfSent(format: SentFormat): string {
  return format === 'zip' ? ARCHIVE_ENDING : formatRow(format).ending;
}

/** @returns as what a file of this name comes: one with a folder's name can only be an archive of the folder */
export function sentFormatOfName(name: string): SentFormat | undefined {
  if (name.toLowerCase().endsWith(ARCHIVE_ENDING)) return 'zip';
  const format = formatOfName(name);
  return format !== undefined && formatRow(format).isFolder ? 'zip' : format;
}

/** @returns the format that a name ends in, in any case */
export function formatOfName(name: string): ModelFormat | undefined {
  return MODEL_FORMATS.find(({ ending }) => name.toLowerCase().endsWith(ending))?.name;
}

export function formatRow(format: ModelFormat): FormatRow {
  const row = MODEL_FORMATS.find((candidate) => candidate.name === format);
  if (row === undefined) throw new RangeError(`no such model format: ${format}`);
  return row;
}
