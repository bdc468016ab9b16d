/** What models say of themselves, on every system: no native code is loaded. */
import type { InspectedModel, ModelFile } from '@dumont/protocol';
import type { WantedSizes } from './choose-shapes.ts';
import { inspectCoreml } from './inspect-coreml.ts';
import { inspectOnnx } from './inspect-onnx.ts';

export type { WantedSizes } from './choose-shapes.ts';

/** @throws DumontError MODEL_INVALID, MODEL_NOT_FOUND, MODEL_UNSUPPORTED; INPUT_INVALID where the sizes do not fit */
export async function inspectModel(model: ModelFile, sizes: WantedSizes): Promise<InspectedModel> {
  switch (model.format) {
    case 'onnx':
    case 'ort':
      return inspectOnnx(model.path, model.format, sizes);
    default:
      return inspectCoreml(model, sizes);
  }
}
