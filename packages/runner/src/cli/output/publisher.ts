/** Gives each report to everyone who asked for it: standard output first, then the files. */
import { DumontError, type BenchmarkReport } from '@dumont/protocol';
import type { Logger } from 'pino';
import type { FormatContext, ReportFormat } from '../formats/report-format.ts';
import { plainPaint } from '../paint.ts';
import { writeOutput, type OutputTarget } from './output-files.ts';
import type { StandardOutput } from './standard-output.ts';

const FILE_WIDTH = 80;

export interface PublisherOptions {
  readonly format: ReportFormat;
  readonly context: FormatContext;
  readonly stdout: StandardOutput;
  readonly targets: readonly OutputTarget[];
  readonly log: Logger;
}

export class Publisher {
  readonly reports: BenchmarkReport[] = [];
  readonly #options: PublisherOptions;
  /** Places that did not take what was last written to them. */
  readonly #failed = new Set<string>();

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /** True where a result is missing from a place that was asked for. */
  get failed(): boolean {
    return this.#failed.size > 0;
  }

  async publish(report: BenchmarkReport): Promise<void> {
    const { format, context } = this.#options;
    const index = this.reports.push(report) - 1;
    await this.#print(format.renderReport(report, index, context));
    await this.#write(this.reports.length === context.planned);
    if (!format.readable) this.#logFindings(report);
  }

  /** To be called when the last report has been published. */
  async finish(): Promise<void> {
    const { format, context } = this.#options;
    await this.#print(format.renderEnd(this.reports, context));
  }

  async #print(text: string): Promise<void> {
    await this.#keepFailure('standard output', () => this.#options.stdout.write(text));
  }

  async #write(last: boolean): Promise<void> {
    const context: FormatContext = { ...this.#options.context, width: FILE_WIDTH, paint: plainPaint };
    for (const target of this.#options.targets) {
      await this.#keepFailure(target.path, () => writeOutput(target, this.reports, context, last));
    }
  }

  /** A result that cannot be stored is no reason to lose the others. */
  async #keepFailure(place: string, write: () => Promise<void>): Promise<void> {
    try {
      await write();
      this.#failed.delete(place);
    } catch (error) {
      if (!(error instanceof DumontError)) throw error;
      this.#failed.add(place);
      this.#options.log.error({ code: error.code }, error.message);
    }
  }

  /** Where the results are for a machine, a person still hears of these. */
  #logFindings(report: BenchmarkReport): void {
    const subject = { model: report.model.fileName, computeUnit: report.engine.computeUnit };
    for (const { code, message } of report.warnings) this.#options.log.warn({ code, ...subject }, message);
    if (report.error === null) return;
    const { code, exitCode, message } = report.error;
    this.#options.log.error({ code, exitCode, ...subject }, message);
  }
}
