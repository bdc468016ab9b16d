/** Three models of CoreML's, made on the spot: two neural networks and a program. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { encodeConvolutionalNetwork, encodeDenseNetwork } from '../../models/coreml-network.ts';
import { writeProgram } from '../../models/coreml-program.ts';

export const MODEL_NAMES = ['dense network', 'convolutional network', 'program'] as const;
export type ModelName = (typeof MODEL_NAMES)[number];

const WRITERS: Readonly<Record<ModelName, { file: string; write: (file: string) => Promise<void> }>> = {
  'dense network': {
    file: 'dense.mlmodel',
    write: (file) => writeFile(file, encodeDenseNetwork(512, 4)),
  },
  'convolutional network': {
    file: 'convolutional.mlmodel',
    write: (file) => writeFile(file, encodeConvolutionalNetwork({ channels: 64, pixels: 64, layers: 6 })),
  },
  program: {
    file: 'program.mlpackage',
    write: (file) => writeProgram(file, { rows: 512, width: 512, layers: 8 }),
  },
};

/** @returns its path */
export async function writeModel(folder: string, name: ModelName): Promise<string> {
  const { file, write } = WRITERS[name];
  const place = path.join(folder, file);
  await write(place);
  return place;
}
