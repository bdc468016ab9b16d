/** The ways in which Redis refuses what a script asks of it, each with what mends it. */
import type { Redis } from 'ioredis';
import { scripts } from '../../../packages/supervisor/src/sark/queue/scripts.ts';

/** The user under whose name workers speak. */
export const USER = 'worker';

export interface Refusal {
  readonly name: string;
  /** For a right that is missing: the command. */
  readonly command: string | null;
  readonly begin: (admin: Redis) => Promise<unknown>;
  readonly mend: (admin: Redis) => Promise<unknown>;
}

export async function allowEverything(admin: Redis): Promise<void> {
  await admin.call('ACL', 'SETUSER', USER, 'reset', 'on', '>secret', '~*', '&*', '+@all');
}

/** Of the text as it is sent. @throws Error where a call's name is not to be read off it: it would not be tried */
export function commandsOf(script: string): string[] {
  const lua = scripts[script]?.lua ?? '';
  const named = [...lua.matchAll(/redis\.call\('([A-Z]+)'/g)].map(([, name = '']) => name);
  if (lua.split('redis.').length - 1 !== named.length) throw new Error(`${script}: what does it call?`);
  if (named.length === 0) throw new Error(`${script}: it calls nothing`);
  return [...new Set(named)];
}

export async function isWrite(admin: Redis, command: string): Promise<boolean> {
  const [info] = (await admin.call('COMMAND', 'INFO', command)) as [[string, number, string[]]];
  return info[2].includes('write');
}

export function withoutRight(command: string): Refusal {
  const name = command.toLowerCase();
  return {
    name: `without the right to ${command}`,
    command,
    begin: (admin) => admin.call('ACL', 'SETUSER', USER, `-${name}`),
    mend: (admin) => admin.call('ACL', 'SETUSER', USER, `+${name}`),
  };
}

export function ofAnotherType(key: string): Refusal {
  const aside = `aside:${key}`;
  return {
    name: `${key} of another type`,
    command: null,
    begin: async (admin) => {
      if ((await admin.exists(key)) === 1) await admin.rename(key, aside);
      // No script has a key of this type.
      await admin.xadd(key, '*', 'odd', 'odd');
    },
    mend: async (admin) => {
      await admin.del(key);
      if ((await admin.exists(aside)) === 1) await admin.rename(aside, key);
    },
  };
}

export const outOfMemory: Refusal = {
  name: 'out of memory',
  command: null,
  begin: (admin) => admin.config('SET', 'maxmemory', '1'),
  mend: (admin) => admin.config('SET', 'maxmemory', '0'),
};
