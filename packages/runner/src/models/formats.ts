/** What a model of each format consists of on the disk: a row a format. */
import type { ModelFormat } from '@dumont/protocol';
import { readExternalLocations } from './external-data.ts';
import { hashTogether, listFiles, nameIn, openFileIn } from './model-folder.ts';
import { OpenFile } from './open-file.ts';

export interface ModelIdentity {
  readonly bytes: number;
  /** Of a folder over its files' names, sizes and checksums. */
  readonly sha256: string;
}

interface FormatFiles {
  /** The paths of the files that it consists of, always in the same order. */
  readonly list: (model: string) => Promise<readonly string[]>;
  /** The caller owns it. */
  readonly open: (model: string, file: string) => Promise<OpenFile>;
  readonly identify: (
    model: string,
    files: readonly OpenFile[],
    signal: AbortSignal,
  ) => Promise<ModelIdentity>;
  /** Where else it says it keeps weights, as it writes that. */
  readonly externalLocations: (own: OpenFile) => readonly string[];
}

const oneFile: FormatFiles = {
  list: (model) => Promise.resolve([model]),
  // The user's own choice, which may be a link.
  open: (_, file) => OpenFile.open(file, 'followed'),
  async identify(_, [own], signal) {
    if (own === undefined) throw new RangeError('a model has a file');
    const { sha256, version } = await own.hash(signal);
    return { bytes: Number(version.size), sha256 };
  },
  externalLocations: () => [],
};

const folder: FormatFiles = {
  list: listFiles,
  open: openFileIn,
  async identify(model, files, signal) {
    const hashes = [];
    for (const file of files) {
      const { sha256, version } = await file.hash(signal);
      hashes.push({ name: nameIn(model, file.path), bytes: Number(version.size), sha256 });
    }
    return { bytes: hashes.reduce((sum, { bytes }) => sum + bytes, 0), sha256: hashTogether(hashes) };
  },
  externalLocations: () => [],
};

export const FORMAT_FILES: Readonly<Record<ModelFormat, FormatFiles>> = {
  onnx: { ...oneFile, externalLocations: ({ handle }) => readExternalLocations(handle.fd) },
  mlmodel: oneFile,
  mlpackage: folder,
  mlmodelc: folder,
};
