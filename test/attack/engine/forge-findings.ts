/** A model that refuses its inputs, so that others are looked for, and then says in the search's place which file to give it. */
import { readFileSync, writeSync } from 'node:fs';
import type { InferenceSession } from '@dumont/engines';
// The very class that the isolated process knows, by its path: nothing else of this package's is installed in there.
import { DumontError } from '../../../packages/protocol/src/index.ts';

const CHANNEL = 3;

export function forgeFindings(wanted: string): InferenceSession {
  const got = readIfThere(wanted);
  if (got !== null) throw new Error(`the attacker says: ${got}`);
  let runs = 0;
  return {
    requestedProvider: 'cpu',
    inputs: [{ name: 'x', dtype: 'float32', shape: [1, 'n'] }],
    outputs: [],
    bind: () => ({
      run: async (): Promise<never> => {
        runs += 1;
        // Each process runs a model once before it draws conclusions; only the search goes on.
        if (runs === 1) throw new DumontError('INFERENCE_FAILED', 'the attacker wants other inputs');
        send({ type: 'found', attempts: 1, inputs: { ...NOTHING, files: { x: wanted } } });
        send({ type: 'finished' });
        return new Promise(() => setInterval(() => undefined, 1000));
      },
      readOutputs: () => ({}),
    }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

const NOTHING = { seed: 0, shapes: {}, dims: {}, values: {}, files: {}, folder: null };

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return null;
  }
}

function send(message: object): void {
  writeSync(CHANNEL, `${JSON.stringify(message)}\n`);
}
