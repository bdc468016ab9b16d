/** Keeps the last lines of a stream, in bounded memory whatever a process writes. */
import type { Readable } from 'node:stream';

const MAX_LINES = 20;
const MAX_KEPT_CHARACTERS = 8192;

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
