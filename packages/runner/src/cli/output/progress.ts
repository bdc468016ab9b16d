/** One line on a terminal's stderr that says what is going on; nothing where stderr is no terminal. */
import { printable } from '@dumont/protocol';
import ora from 'ora';
import type { BenchmarkEvent } from '../../benchmark/launch/benchmark-request.ts';
import { truncate } from '../../reports/text-layout.ts';
import { describeDownload, describeElapsed, describeEvent, type Activity } from './progress-text.ts';

/** The measured process needs the cores: the line is drawn when something happens, and else only this often. */
const REDRAW_MS = 1000;
/** Leaves room for what is going on, in 80 columns. */
const MAX_TITLE_WIDTH = 32;

export interface Progress {
  /** @param title what is being worked on from now on */
  readonly begin: (title: string) => void;
  readonly onEvent: (event: BenchmarkEvent) => void;
  readonly onDownload: (receivedBytes: number, totalBytes: number | null) => void;
  /** Clears the line. */
  readonly end: () => void;
}

export const noProgress: Progress = {
  begin: () => undefined,
  onEvent: () => undefined,
  onDownload: () => undefined,
  end: () => undefined,
};

export function createProgress(stream: NodeJS.WriteStream, color: boolean): Progress {
  let activity: Activity = { text: '', expectedMs: null };
  let sinceMs = performance.now();
  let process: BenchmarkEvent | undefined;
  const spinner = ora({
    stream,
    color: color ? 'cyan' : false,
    interval: REDRAW_MS,
    // Raw mode would keep the terminal from sending Ctrl-C as a signal.
    discardStdin: false,
    suffixText: () => describeElapsed(performance.now() - sinceMs, activity.expectedMs),
  });
  let title = '';
  const show = (next: Activity): void => {
    activity = next;
    sinceMs = performance.now();
    spinner.text = `${title}: ${next.text}`;
    spinner.render();
  };
  return {
    begin: (next) => {
      title = truncate(printable(next), MAX_TITLE_WIDTH);
      spinner.start(title);
    },
    onEvent: (event) => {
      if (event.type === 'process') process = event;
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
