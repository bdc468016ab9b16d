/** Gives each report to everyone who asked for it: standard output first, then the files. */
import { DumontError, type BenchmarkReport, type WarningCode } from '@dumont/protocol';
import type { Logger } from 'pino';
import { annotateReports } from '../ci/annotations.ts';
import type { GitHub } from '../ci/github.ts';
import { markdownFormat } from '../../reports/markdown.ts';
import {
  inFile,
  renderDocument,
  type FormatContext,
  type ReportFormat,
} from '../../reports/report-format.ts';
import { writeOutput, type OutputTarget } from './output-files.ts';
import type { StandardOutput } from '../../command-line/standard-output.ts';

/** A property of the machine, not of the model: said once. */
const SANDBOX_WARNING: WarningCode = 'SANDBOX_INCOMPLETE';

export interface PublisherOptions {
  readonly format: ReportFormat;
  readonly context: FormatContext;
  readonly stdout: StandardOutput;
  readonly targets: readonly OutputTarget[];
  readonly log: Logger;
  readonly github: GitHub | null;
}

export class Publisher {
  readonly reports: BenchmarkReport[] = [];
  readonly #options: PublisherOptions;
  /** What standard output has not taken is lost. */
  #printFailed = false;
  /** Files that did not take what was last written: they are written whole after the next report. */
  readonly #unwritten = new Set<string>();
  #saidOfSandbox = false;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /** True where a result is missing from a place that was asked for. */
  get failed(): boolean {
    return this.#printFailed || this.#unwritten.size > 0;
  }

  async publish(report: BenchmarkReport): Promise<void> {
    const { format, context } = this.#options;
    const index = this.reports.push(report) - 1;
    await this.#print(await format.renderReport(report, index, context));
    await this.#write(this.reports.length === context.planned);
    if (!format.readable) this.#logFindings(report);
  }

  /** To be called when the last report has been published. */
  async finish(): Promise<void> {
    const { format, context } = this.#options;
    await this.#print(await format.renderEnd(this.reports, context));
    const { github } = this.#options;
    if (github === null) return;
    const markdown = await renderDocument(markdownFormat, this.reports, context);
    await github.announce(markdown, annotateReports(this.reports));
  }

  async #print(text: string): Promise<void> {
    if (this.#printFailed) return;
    this.#printFailed = !(await this.#succeeds(() => this.#options.stdout.write(text)));
  }

  async #write(last: boolean): Promise<void> {
    const context = inFile(this.#options.context.planned);
    for (const target of this.#options.targets) {
      const written = await this.#succeeds(() => writeOutput(target, this.reports, context, last));
      if (written) this.#unwritten.delete(target.path);
      else this.#unwritten.add(target.path);
    }
  }

  /** A result that cannot be stored is no reason to lose the others. */
  async #succeeds(write: () => Promise<void>): Promise<boolean> {
    try {
      await write();
      return true;
    } catch (error) {
      if (!(error instanceof DumontError)) throw error;
      this.#options.log.error({ code: error.code }, error.message);
      return false;
    }
  }

  /** Where the results are for a machine, a person still hears of these. */
  #logFindings(report: BenchmarkReport): void {
    const subject = { model: report.model.fileName, computeUnit: report.engine.computeUnit };
    for (const { code, message } of report.warnings) {
      if (code !== SANDBOX_WARNING) this.#options.log.warn({ code, ...subject }, message);
      else if (!this.#saidOfSandbox) this.#options.log.warn({ code }, message);
      this.#saidOfSandbox ||= code === SANDBOX_WARNING;
    }
    if (report.error === null) return;
    const { code, exitCode, message } = report.error;
    this.#options.log.error({ code, exitCode, ...subject }, message);
  }
}
