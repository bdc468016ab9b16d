/** How many columns a line may fill. */
import type { WriteStream } from 'node:tty';

const DEFAULT_WIDTH = 80;
/** Narrower, a table is unreadable; wider, its columns drift apart. */
const MIN_WIDTH = 60;
const MAX_WIDTH = 100;

/** @param stream a terminal, or whatever standard output is instead */
export function lineWidth({ isTTY, columns }: Pick<WriteStream, 'isTTY' | 'columns'>): number {
  // A pseudo-terminal that nobody gave a size says 0.
  return isTTY && columns > 0 ? Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, columns)) : DEFAULT_WIDTH;
}
