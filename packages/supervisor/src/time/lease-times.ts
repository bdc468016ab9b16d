/** How long a worker's claims hold without a sign of life from it, and the times that hang on that. */

export interface LeaseTimes {
  readonly leaseMs: number;
  /** So often that two renewals may fail, and that a connection on which nothing is answered any more is soon noticed. */
  readonly renewMs: number;
  /** Shorter than a lease: it is renewed before each wait, so a job that is moved at the wait's end is still under one. */
  readonly blockMs: number;
  /** No look for dead workers earlier than this: a lease that is about to run out is most likely about to be renewed. */
  readonly soonestLookMs: number;
  /** Spreads the looks of a fleet. */
  readonly lookSpreadMs: number;
  /** After a look that failed. */
  readonly lookAgainMs: number;
}

export const LEASE_MS = 30_000;

export function leaseTimes(leaseMs: number): LeaseTimes {
  return {
    leaseMs,
    renewMs: leaseMs / 6,
    blockMs: (leaseMs * 2) / 3,
    soonestLookMs: leaseMs / 30,
    lookSpreadMs: leaseMs / 15,
    lookAgainMs: leaseMs / 6,
  };
}
