/** A model that a job may use: whole, checked, and there until it is released. */
import type { ModelFormat } from '@dumont/protocol';

export interface CachedModel {
  /** Absolute. Read-only, and shared with other jobs; one that was sent in an archive is this job's own. */
  readonly path: string;
  /** What its source calls it, or the archive that it was sent in; made safe, but only to be shown. */
  readonly fileName: string;
  readonly format: ModelFormat;
  readonly bytes: number;
  /** What it is known by, in lower case hexadecimal: of one that was sent in an archive, of its files together. */
  readonly sha256: string;
  /** Downloaded: the files beside it are other models. */
  readonly standsAlone: boolean;
  /** Whether nothing had to be fetched for this job. */
  readonly fromCache: boolean;
  /** To be called once the job is over; further calls do nothing. */
  readonly release: () => Promise<void>;
}
