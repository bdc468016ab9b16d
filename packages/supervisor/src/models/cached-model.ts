/** A model that a job may use: whole, checked, and there until it is released. */
import type { ModelFormat } from '@dumont/protocol';

export interface CachedModel {
  /** Absolute. Read-only, and shared with other jobs. */
  readonly path: string;
  /** What its source calls it; made safe, but only to be shown. */
  readonly fileName: string;
  readonly format: ModelFormat;
  readonly bytes: number;
  /** Lower case hexadecimal. */
  readonly sha256: string;
  /** Downloaded: the files beside it are other models. */
  readonly standsAlone: boolean;
  /** Whether nothing had to be fetched for this job. */
  readonly fromCache: boolean;
  /** To be called once the job is over; further calls do nothing. */
  readonly release: () => Promise<void>;
}
