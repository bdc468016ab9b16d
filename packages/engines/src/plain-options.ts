/** A session on the CPU of which nobody asked anything. */
import type { SessionOptions } from '@dumont/protocol';

export const PLAIN_OPTIONS: SessionOptions = {
  unit: 'CPU (ONNX)',
  provider: 'cpu',
  intraOpThreads: null,
  interOpThreads: null,
  graphOptimization: 'all',
  executionMode: 'sequential',
};
