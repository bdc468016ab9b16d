/** One line on a terminal's stderr that says what is going on; nothing where stderr is no terminal. */
import { printable } from '@dumont/protocol';
import ora, { type Ora } from 'ora';
import type { BenchmarkEvent } from '../../benchmark/launch/benchmark-request.ts';
import { truncate } from '../../reports/text-layout.ts';
import {
  describeDownload,
  describeElapsed,
  describeEvent,
  describeUsage,
  type Activity,
} from './progress-text.ts';

/** The measured process needs the cores: the line is drawn when something happens, and else only this often. */
const REDRAW_MS = 1000;
/** Where somebody watches what the process takes: that is told no more often. */
const MONITOR_REDRAW_MS = 500;
/** Leaves room for what is going on, in 80 columns. */
const MAX_TITLE_WIDTH = 32;

export interface Progress {
  /** From now on shows what the measured process takes, too. @returns false where nothing is shown at all */
  readonly monitor: () => boolean;
  /** @param title what is being worked on from now on */
  readonly begin: (title: string) => void;
  readonly onEvent: (event: BenchmarkEvent) => void;
  readonly onDownload: (receivedBytes: number, totalBytes: number | null) => void;
  /** Clears the line. */
  readonly end: () => void;
}

export const noProgress: Progress = {
  monitor: () => false,
  begin: () => undefined,
  onEvent: () => undefined,
  onDownload: () => undefined,
  end: () => undefined,
};

export function createProgress(stream: NodeJS.WriteStream, color: boolean): Progress {
  let activity: Activity = { text: '', expectedMs: null };
  let sinceMs = performance.now();
  let process: BenchmarkEvent | undefined;
  let isMonitored = false;
  let usage = '';
  const createSpinner = (interval: number): Ora =>
    ora({
      stream,
      color: color ? 'cyan' : false,
      interval,
      // Raw mode would keep the terminal from sending Ctrl-C as a signal.
      discardStdin: false,
      suffixText: () => describeElapsed(performance.now() - sinceMs, activity.expectedMs) + usage,
    });
  let spinner = createSpinner(REDRAW_MS);
  let title = '';
  const show = (next: Activity): void => {
    activity = next;
    sinceMs = performance.now();
    spinner.text = `${title}: ${next.text}`;
    spinner.render();
  };
  return {
    monitor: () => {
      isMonitored = true;
      spinner = createSpinner(MONITOR_REDRAW_MS);
      return true;
    },
    begin: (next) => {
      title = truncate(printable(next), MAX_TITLE_WIDTH);
      spinner.start(title);
    },
    onEvent: (event) => {
      if (event.type === 'process') {
        process = event;
        usage = '';
      }
      if (event.type === 'usage' && isMonitored) usage = lineBelow(describeUsage(event));
      const next = describeEvent(event, process);
      if (next !== undefined) show(next);
    },
    onDownload: (receivedBytes, totalBytes) => {
      // Drawn with the next frame: pieces arrive far more often.
      spinner.text = `${title}: ${describeDownload(receivedBytes, totalBytes)}`;
    },
    end: () => {
      spinner.stop();
    },
  };
}

function lineBelow(text: string): string {
  return text === '' ? '' : `\n  ${text}`;
}
