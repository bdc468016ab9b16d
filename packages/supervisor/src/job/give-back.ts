/** A job that is given back before it was run, though nothing is wrong with the machine. */

export class GivenBack extends Error {
  override readonly name = 'GivenBack';
  /** Whether it counts as an attempt: so many of them, and the job is published as `Failed`. */
  readonly counts: boolean;
  /** Whether others have their turn first. */
  readonly yields: boolean;

  constructor(
    message: string,
    options: { readonly counts: boolean; readonly yields?: boolean; readonly cause?: unknown },
  ) {
    super(message, options);
    this.counts = options.counts;
    this.yields = options.yields ?? false;
  }
}
