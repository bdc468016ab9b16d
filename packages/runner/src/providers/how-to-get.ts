/** The commands that bring a provider into the store. */
import { shippedVersion } from '@dumont/engines/manifests';
import { KNOWN_PLUG_INS, providerName } from '@dumont/protocol';

/** Of those that are built beside ONNX Runtime's library: the Python package that has both, as PyPI calls it. */
const PACKAGES: Readonly<Partial<Record<string, () => string>>> = {
  // Of the version that Dumont brings: figures of both are then comparable.
  cuda: () => `onnxruntime-gpu==${shippedVersion()}`,
  tensorrt: () => `onnxruntime-gpu==${shippedVersion()}`,
  migraphx: () => 'onnxruntime-migraphx',
  webgpu: () => 'onnxruntime-ep-webgpu',
};

/** @param name of an execution provider @returns null where nobody is known to publish it */
export function howToGet(name: string): string | null {
  const known = KNOWN_PLUG_INS.find(({ provider }) => providerName(provider) === name);
  const wheel = known?.wheel ?? PACKAGES[name]?.();
  if (wheel === undefined) return null;
  const file = wheel.replaceAll('-', '_').replace(/==.*/, '');
  return `pip download --no-deps ${wheel} && dumont-runner providers add ${name} --from ${file}-*.whl`;
}
