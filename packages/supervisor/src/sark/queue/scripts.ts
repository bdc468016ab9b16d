/** The Lua scripts, each in its own file, and what they answer. Redis runs a script whole: no process can die within one. */
import { readFileSync } from 'node:fs';
import type { ChainableCommander, Redis } from 'ioredis';
import type { z } from 'zod';

const NUMBER_OF_KEYS = {
  ack: 4,
  claim: 6,
  disown: 1,
  leave: 2,
  look: 1,
  own: 1,
  reap: 5,
  refuse: 3,
  release: 4,
  renew: 3,
} as const;

export type ScriptName = keyof typeof NUMBER_OF_KEYS;

/** What a run looks like, in Lua: a script has no other way to share it. */
const RUN = readLua('run');

/** For ioredis's option of this name: it sends a script's text once, and its hash from then on. */
export const scripts = Object.fromEntries(
  Object.entries(NUMBER_OF_KEYS).map(([name, numberOfKeys]) => [
    name,
    { lua: RUN + readLua(name), numberOfKeys },
  ]),
);

function readLua(name: string): string {
  return readFileSync(new URL(`../../../src/sark/lua/${name}.lua`, import.meta.url), 'utf8');
}

type Words = readonly (string | number | Buffer)[];
type Callback = (error: unknown, answer: unknown) => void;

interface Call {
  readonly keys: readonly string[];
  readonly args: Words;
}

/** @throws whatever ioredis rejects with; z.ZodError where the answer is none of the script's */
export async function runScript<Answer>(
  redis: Redis,
  name: ScriptName,
  { keys, args, answer }: Call & { readonly answer: z.ZodType<Answer> },
): Promise<Answer> {
  return answer.parse(await methodsOf(redis)[name](...keys, ...args));
}

/** The same, with every text of the answer as the bytes that it is. */
export async function runScriptForBytes<Answer>(
  redis: Redis,
  name: ScriptName,
  { keys, args, answer }: Call & { readonly answer: z.ZodType<Answer> },
): Promise<Answer> {
  return answer.parse(await methodsOf(redis)[`${name}Buffer`](...keys, ...args));
}

/** Adds a script to what a pipeline sends in one write. @param onAnswer as soon as it is there: a later command may block */
export function pipeScriptForBytes<Answer>(
  pipeline: ChainableCommander,
  name: ScriptName,
  { keys, args, answer }: Call & { readonly answer: z.ZodType<Answer> },
  onAnswer: (answer: Answer) => void,
): void {
  methodsOf(pipeline)[`${name}Buffer`](...keys, ...args, (_error: unknown, raw: unknown) => {
    // An error is told when the pipeline ends.
    const { success, data } = answer.safeParse(raw);
    if (success) onAnswer(data);
  });
}

/** ioredis adds two methods for each script, which its types do not know. */
function methodsOf(target: Redis | ChainableCommander) {
  return target as unknown as Record<
    ScriptName | `${ScriptName}Buffer`,
    (...words: [...Words, Callback] | Words) => unknown
  >;
}
