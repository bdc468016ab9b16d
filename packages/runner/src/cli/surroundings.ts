/** What a command talks to: terminal or file, with colours or without. Decided once. */
import { createLogger } from './logger.ts';
import type { StandardOutput } from './output/standard-output.ts';
import { colorPaint, plainPaint, type Paint } from './paint.ts';
import { createProgress, noProgress, type Progress } from './progress.ts';
import type { Logger } from 'pino';

export interface Surroundings {
  readonly signal: AbortSignal;
  readonly stdout: StandardOutput;
  readonly progress: Progress;
  readonly log: Logger;
  /** Columns that a line on standard output may fill. */
  readonly width: number;
  readonly paint: Paint;
}

interface Appearance {
  readonly quiet: boolean;
  readonly color: boolean;
  readonly logLevel: string;
}

const DEFAULT_WIDTH = 80;
/** Narrower, a table is unreadable; wider, its columns drift apart. */
const MIN_WIDTH = 60;
const MAX_WIDTH = 100;

export function readSurroundings(
  { quiet, color, logLevel }: Appearance,
  signal: AbortSignal,
  stdout: StandardOutput,
): Surroundings {
  const colored = color && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
  const { stdout: out, stderr } = process;
  const terminal = stderr.isTTY;
  return {
    signal,
    stdout,
    progress: terminal && !quiet ? createProgress(stderr, colored) : noProgress,
    log: createLogger({ level: logLevel, quiet, color: colored, terminal }),
    width: out.isTTY ? Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, out.columns)) : DEFAULT_WIDTH,
    paint: out.isTTY && colored ? colorPaint : plainPaint,
  };
}
