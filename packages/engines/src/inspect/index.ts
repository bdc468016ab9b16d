/** What models say of themselves, on every system: no native code is loaded. */
import { DumontError, type InspectedModel, type ModelFile } from '@dumont/protocol';
import type { WantedSizes } from './choose-shapes.ts';
import { inspectCoreml } from './inspect-coreml.ts';
import { inspectOnnx } from './inspect-onnx.ts';

export type { WantedSizes } from './choose-shapes.ts';

/** @throws DumontError MODEL_INVALID, MODEL_NOT_FOUND, MODEL_UNSUPPORTED; INPUT_INVALID where the sizes do not fit */
export async function inspectModel(model: ModelFile, sizes: WantedSizes): Promise<InspectedModel> {
  switch (model.format) {
    case 'onnx':
      return inspectOnnx(model, sizes);
    case 'ort':
      throw new DumontError(
        'MODEL_UNSUPPORTED',
        `${model.path} is in ONNX Runtime's own format, which is not looked into: inspect the .onnx file that it was made of.`,
      );
    default:
      return inspectCoreml(model, sizes);
  }
}
