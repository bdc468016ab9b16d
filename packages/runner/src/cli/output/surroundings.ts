/** What a command talks to: terminal or file, with colours or without. Decided once. */
import type { ValuesOf } from '@dumont/protocol/settings';
import type { COMMON_SETTINGS } from '../args/settings/results.ts';
import { openGitHub, type GitHub } from '../ci/github.ts';
import { createLogger } from './logger.ts';
import { lineWidth } from '../../command-line/line-width.ts';
import type { StandardOutput } from '../../command-line/standard-output.ts';
import { colorPaint, plainPaint, type Paint } from '../../reports/paint.ts';
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
  /** To be called where results are kept in files too: the work goes on when nobody reads standard output any more. */
  readonly keepGoingUnread: () => void;
  /** Null elsewhere than in a GitHub workflow. */
  readonly github: GitHub | null;
}

/** What the call itself decides. */
export type CallContext = Pick<Surroundings, 'signal' | 'stdout' | 'keepGoingUnread'>;

export function readSurroundings(
  { quiet, noColor, logLevel }: ValuesOf<typeof COMMON_SETTINGS>,
  context: CallContext,
): Surroundings {
  const colored = !noColor && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
  const { stdout: out, stderr } = process;
  // A pseudo-terminal that nobody gave a size says 0 columns: no line can be drawn there and cleared again.
  const drawable = stderr.isTTY && stderr.columns > 0;
  return {
    ...context,
    progress: drawable && !quiet ? createProgress(stderr, colored) : noProgress,
    log: createLogger({ level: logLevel, quiet, color: colored, terminal: stderr.isTTY }),
    width: lineWidth(out),
    paint: out.isTTY && colored ? colorPaint : plainPaint,
    github: openGitHub(process.env),
  };
}
