/** What a process that may misbehave writes: kept in bounded memory, and not waited for once it is gone. */
import type { Readable } from 'node:stream';

const MAX_LINES = 20;
const MAX_KEPT_CHARACTERS = 8192;

/** What a process that is gone had still to say is there at once; a stream open for longer is held by one that it left behind. */
const DRAIN_MS = 1000;

/** @returns what gives the last lines so far */
export function keepLastLines(stream: Readable): () => string[] {
  let kept = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    kept = (kept + text).slice(-MAX_KEPT_CHARACTERS);
  });
  return () =>
    kept
      .split('\n')
      .map((line) => line.trimEnd())
      .filter((line) => line !== '')
      .slice(-MAX_LINES);
}

/** Closes what a descendant in a session of its own may hold open for ever. */
export function closeHeld(stream: Readable): void {
  if (stream.closed) return;
  const timer = setTimeout(() => {
    // After the next round of reading, however long this process had no time for it; and not before all is taken.
    setImmediate(() => {
      if (stream.readableLength === 0) stream.destroy();
      else closeHeld(stream);
    });
  }, DRAIN_MS);
  stream.once('close', () => {
    clearTimeout(timer);
  });
}
