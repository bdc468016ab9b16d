import { DumontError, type ExecutionProvider } from '@dumont/protocol';

export function notRunByDumont(provider: ExecutionProvider): DumontError {
  return new DumontError(
    'UNIT_UNAVAILABLE',
    `Dumont does not use ONNX Runtime's own execution provider ${provider} yet: ` +
      'use --compute-unit cpu, or a plug-in for the device by --provider-library',
  );
}
