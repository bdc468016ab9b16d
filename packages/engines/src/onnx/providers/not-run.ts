import { DumontError, type ExecutionProvider } from '@dumont/protocol';

export function notRunByDumont(provider: ExecutionProvider): DumontError {
  return new DumontError(
    'UNIT_UNAVAILABLE',
    `ONNX models run on the CPU only in this version of Dumont, not on the execution provider ${provider}: ` +
      'use --compute-unit cpu',
  );
}
