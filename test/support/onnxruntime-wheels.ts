/** ONNX Runtime's wheels, for tests; and why those on them are skipped. */
import { onnxruntimeWheel, type WheelVersion } from '../../tools/setup/onnxruntime-wheels.ts';

export function wheelOf(version: WheelVersion): string {
  const file = onnxruntimeWheel(version);
  if (file === null) throw new Error(`the wheel of onnxruntime ${version} is not here`);
  return file;
}

/** For a test's option `skip`. */
export const skipWithoutWheels =
  onnxruntimeWheel('1.32.0') === null ? "onnxruntime's wheels are not here: npm test says why" : false;
