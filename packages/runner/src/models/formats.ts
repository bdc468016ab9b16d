/** What a model of each format consists of on the disk: a row a format. */
import path from 'node:path';
import type { ModelFormat } from '@dumont/protocol';
import { readExternalLocations, readFloatTensors, type FloatBytes } from './external-data.ts';
import { listFiles, nameIn, openFileIn } from './model-folder.ts';
import { OpenFile } from './open-file.ts';

interface FormatFiles {
  /** The paths of the files that it consists of, always in the same order. */
  readonly list: (model: string) => Promise<readonly string[]>;
  /** The caller owns it. */
  readonly open: (model: string, file: string) => Promise<OpenFile>;
  /** What one of them is called in the model's identity. */
  readonly nameOf: (model: string, file: string) => string;
  /** Where else it says it keeps weights, as it writes that. */
  readonly externalLocations: (own: OpenFile) => readonly string[];
  /** Where its weights of float32 lie, as far as can be told. */
  readonly floatTensors: (own: OpenFile) => readonly FloatBytes[];
}

const oneFile: FormatFiles = {
  list: (model) => Promise.resolve([model]),
  // The user's own choice, which may be a link.
  open: (_, file) => OpenFile.open(file, 'followed'),
  nameOf: (_, file) => path.basename(file),
  externalLocations: () => [],
  floatTensors: () => [],
};

const folder: FormatFiles = {
  list: listFiles,
  open: openFileIn,
  nameOf: nameIn,
  externalLocations: () => [],
  floatTensors: () => [],
};

export const FORMAT_FILES: Readonly<Record<ModelFormat, FormatFiles>> = {
  onnx: {
    ...oneFile,
    externalLocations: ({ handle }) => readExternalLocations(handle.fd),
    floatTensors: ({ handle }) => readFloatTensors(handle.fd),
  },
  ort: oneFile,
  mlmodel: oneFile,
  mlpackage: folder,
  mlmodelc: folder,
};
