/** The place of the CoreML engine: its units and formats have names, and nothing runs them yet. */
import { DumontError } from '@dumont/protocol';
import type { Engine } from '../engine.ts';

/** @throws DumontError UNIT_UNAVAILABLE */
export function openCoremlEngine(): Engine {
  throw new DumontError(
    'UNIT_UNAVAILABLE',
    'the CoreML engine is not part of this version of Dumont: use an ONNX model',
  );
}
