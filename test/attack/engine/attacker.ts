/**
 * An "engine" that attacks what it runs in. It stands for a model that took over its process: a third party's package runs without
 * Node's permission model, so that nothing but the outer walls is in its way. The model file says which attack, and on what.
 */
import { readFileSync } from 'node:fs';
import type { InferenceSession } from '@dumont/engines';
import { attacks } from './attacks.ts';
import { forgeFindings } from './forge-findings.ts';

interface Script {
  readonly attack: string;
  readonly target: string;
  readonly amount: number;
}

const refuse = (): never => {
  throw new Error('an attacker has nothing else to do');
};

export const engine = {
  name: 'attacker',
  version: '1',
  formats: ['onnx'],
  probe: refuse,
  load: async ({ path }: { path: string }): Promise<InferenceSession> => {
    const { attack, target, amount } = JSON.parse(readFileSync(path, 'utf8')) as Script;
    if (attack === 'forge-findings') return forgeFindings(target);
    const perform = attacks[attack];
    if (perform === undefined) throw new Error(`there is no attack ${attack}`);
    throw new Error(`the attacker says: ${await perform(target, amount)}`);
  },
};
