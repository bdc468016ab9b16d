/** The models that are run, made on the spot. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { encodeEncoderLike, ENCODER_6, SMALL_ENCODER } from '../../models/encoder-like.ts';
import { encodeResnetLike, RESNET_50, SMALL_RESNET } from '../../models/resnet-like.ts';

export const MODEL_NAMES = ['resnet-like', 'encoder-like'] as const;
export type ModelName = (typeof MODEL_NAMES)[number];
export type ModelSize = 'small' | 'full';

const ENCODERS: Readonly<Record<ModelSize, Readonly<Record<ModelName, () => Uint8Array>>>> = {
  full: {
    'resnet-like': () => encodeResnetLike(RESNET_50),
    'encoder-like': () => encodeEncoderLike(ENCODER_6),
  },
  small: {
    'resnet-like': () => encodeResnetLike(SMALL_RESNET),
    'encoder-like': () => encodeEncoderLike(SMALL_ENCODER),
  },
};

/** @returns its path */
export async function writeModel(folder: string, name: ModelName, size: ModelSize): Promise<string> {
  const file = path.join(folder, `${name}-${size}.onnx`);
  await writeFile(file, ENCODERS[size][name]());
  return file;
}
