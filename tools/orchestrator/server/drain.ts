/** Takes results from Redis for as long as the orchestrator lives. */
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { RESULTS_QUEUE } from '@dumont/protocol/sark';
import type { Redis } from 'ioredis';

/** How long one call waits for a result. */
const WAIT_SECONDS = 1;
/** After an error that is not a lost connection, such as a wrong type of key. */
const PAUSE_MS = 200;

/**
 * `pop`: BRPOP, as SARK does; a result whose answer is cut off by the end of Redis is lost to it.
 * `keep`: BLMOVE into a list of its own, from which nothing is lost: to count what workers publish while an append-only Redis is killed.
 */
export type DrainMode = 'pop' | 'keep';

export interface Drain {
  /** Resolves when nothing is taken any more. */
  readonly stop: () => Promise<void>;
}

interface Connections {
  /** Blocked most of the time; closed by `stop`. */
  readonly blocking: Redis;
  readonly commands: Redis;
}

interface Listener {
  readonly result: (text: string) => void;
  readonly error: (error: unknown) => void;
}

export function drainResults(connections: Connections, mode: DrainMode, on: Listener): Drain {
  const { blocking, commands } = connections;
  const source = mode === 'pop' ? popping(connections) : keeping(connections);
  const stopped = new AbortController();
  const loop = async () => {
    for (;;) {
      try {
        for (const text of await source.take()) on.result(text);
      } catch (error) {
        if (stopped.signal.aborted) return;
        on.error(error);
        await setTimeout(PAUSE_MS);
      }
    }
  };
  const ended = loop();
  return {
    stop: async () => {
      stopped.abort();
      const isAway = blocking.status !== 'ready';
      // Whatever is waited for fails now, and so ends the loop; what has not been sent never does.
      blocking.disconnect();
      if (!isAway) await ended;
      if (commands.status === 'ready') await source.clear();
    },
  };
}

interface Source {
  readonly take: () => Promise<string[]>;
  /** Leaves nothing in Redis that was not there before. */
  readonly clear: () => Promise<unknown>;
}

function popping({ blocking }: Connections): Source {
  return {
    take: async () => {
      const popped = await blocking.brpop(RESULTS_QUEUE, WAIT_SECONDS);
      return popped === null ? [] : [popped[1]];
    },
    clear: () => Promise.resolve(),
  };
}

function keeping({ blocking, commands }: Connections): Source {
  const kept = `dumont-dev:received:${randomUUID()}`;
  let seen = 0;
  return {
    take: async () => {
      await blocking.blmove(RESULTS_QUEUE, kept, 'RIGHT', 'RIGHT', WAIT_SECONDS);
      const news = await commands.lrange(kept, seen, -1);
      seen += news.length;
      return news;
    },
    clear: () => commands.del(kept),
  };
}
