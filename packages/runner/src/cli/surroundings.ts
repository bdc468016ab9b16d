/** What a command talks to: terminal or file, with colours or without. Decided once. */
import { openGitHub, type GitHub } from './ci/github.ts';
import { createLogger } from './logger.ts';
import type { StandardOutput } from './output/standard-output.ts';
import { colorPaint, plainPaint, type Paint } from '../reports/paint.ts';
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
  /** Null elsewhere than in a GitHub workflow. */
  readonly github: GitHub | null;
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
  // A pseudo-terminal that nobody gave a size says 0 columns: no line can be drawn there and cleared again.
  const drawable = stderr.isTTY && stderr.columns > 0;
  return {
    signal,
    stdout,
    progress: drawable && !quiet ? createProgress(stderr, colored) : noProgress,
    log: createLogger({ level: logLevel, quiet, color: colored, terminal: stderr.isTTY }),
    width: out.isTTY ? fitWidth(out.columns) : DEFAULT_WIDTH,
    paint: out.isTTY && colored ? colorPaint : plainPaint,
    github: openGitHub(process.env),
  };
}

function fitWidth(columns: number): number {
  return columns > 0 ? Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, columns)) : DEFAULT_WIDTH;
}
