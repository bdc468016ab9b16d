/** What to measure. */
import { COMPUTE_UNITS, MODEL_FORMATS, runtimeApiSchema } from '@dumont/protocol';
import {
  choiceOf,
  computeUnit,
  enginePackage,
  listOf,
  parsedText,
  splitAtSemicolons,
  type SettingsTable,
} from '@dumont/protocol/settings';
import { resolve } from 'node:path';
import { z } from 'zod';

const URL_SCHEME = /^[a-z][a-z0-9+.-]+:\/\//i;

const ENDINGS = MODEL_FORMATS.map(({ ending }) => ending);
export const MODEL_COMPLETION = { endings: ENDINGS };

export interface ModelSource {
  readonly kind: 'file' | 'url';
  readonly location: string;
}

export const modelSource = parsedText('a file or an http(s) URL', (given): ModelSource | undefined => {
  if (/^https?:\/\//i.test(given)) return URL.canParse(given) ? { kind: 'url', location: given } : undefined;
  return given === '' || URL_SCHEME.test(given) ? undefined : { kind: 'file', location: given };
});

/** Null for the library that comes with Dumont. */
export const onnxruntimeLibrary = parsedText('a path, or shipped', (given): string | null | undefined => {
  if (given === 'shipped') return null;
  return given === '' ? undefined : resolve(given);
});

export const SUBJECT_SETTINGS = {
  model: {
    short: '-m',
    placeholder: 'file|url',
    help: `${new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(ENDINGS)}; a folder also in a .zip`,
    value: z.array(modelSource).min(1, 'names no model'),
    list: splitAtSemicolons,
    missing: 'is missing: name a model file or an http(s) URL',
    completion: MODEL_COMPLETION,
  },
  computeUnit: {
    short: '-u',
    placeholder: 'unit',
    help: `${COMPUTE_UNITS.map(({ short }) => short).join(', ')}, or a full name such as "CPU (ONNX)" (default: CUDA, MIGraphX or DirectML where a probe saw it run, else the CPU; with --ci the CPU)`,
    value: listOf(computeUnit),
    list: splitAtSemicolons,
    completion: { values: COMPUTE_UNITS.map(({ short, wire }) => [short, wire] as const) },
  },
  engine: {
    placeholder: 'package',
    help: "a third party's engine instead of the built-in ones",
    value: enginePackage,
  },
  runtimeApi: {
    placeholder: 'api',
    help:
      'how ONNX Runtime is called: native, its own C API, or node, the package onnxruntime-node, which is what a Node application ' +
      'sees; figures of one are not comparable with those of the other (default: native, and node where that cannot be called)',
    ...choiceOf(runtimeApiSchema.options),
  },
  onnxruntime: {
    placeholder: 'path|shipped',
    help:
      "another version of ONNX Runtime, by its own C API: its library, a folder with it (an unpacked release, a Python environment's " +
      'package), or a wheel from PyPI (default: shipped, the one that comes with Dumont)',
    value: onnxruntimeLibrary,
    excludes: ['engine'],
    completion: { endings: ['.whl', '.so', '.dylib', '.dll'] },
  },
} as const satisfies SettingsTable;
