/** What a model of each format consists of on the disk: a row a format. */
import path from 'node:path';
import type { ModelFormat } from '@dumont/protocol';
import { readWeightPlaces, type WeightPlaces } from './external-data.ts';
import { listFiles, nameIn, openFileIn } from './model-folder.ts';
import { OpenFile } from './open-file.ts';

interface FormatFiles {
  /** The paths of the files that it consists of, always in the same order. */
  readonly list: (model: string) => Promise<readonly string[]>;
  /** The caller owns it. */
  readonly open: (model: string, file: string) => Promise<OpenFile>;
  /** What one of them is called in the model's identity. */
  readonly nameOf: (model: string, file: string) => string;
  /** Read anew at each call. */
  readonly weightPlaces: (own: OpenFile) => WeightPlaces;
}

/** Of a format that is not looked into. */
const NOWHERE: WeightPlaces = { locations: [], floats: [] };

const oneFile: FormatFiles = {
  list: (model) => Promise.resolve([model]),
  // The user's own choice, which may be a link.
  open: (_, file) => OpenFile.open(file, 'followed'),
  nameOf: (_, file) => path.basename(file),
  weightPlaces: () => NOWHERE,
};

const folder: FormatFiles = {
  list: listFiles,
  open: openFileIn,
  nameOf: nameIn,
  weightPlaces: () => NOWHERE,
};

export const FORMAT_FILES: Readonly<Record<ModelFormat, FormatFiles>> = {
  onnx: {
    ...oneFile,
    weightPlaces: ({ handle }) => readWeightPlaces(handle.fd),
  },
  ort: oneFile,
  mlmodel: oneFile,
  mlpackage: folder,
  mlmodelc: folder,
};
