/** What the orchestrator was told to do wrong. */
import type { Call, Failure } from './schemas.ts';

export class Faults {
  readonly #delays = new Map<Call, number>();
  readonly #failures = new Map<Call, { how: Failure; times: number }>();

  /** Every answer comes this much later, until told otherwise; 0 ends it. */
  delay(ms: number, call: Call): void {
    this.#delays.set(call, ms);
  }

  /** The next `times` calls fail before they have any effect; 0 ends it. */
  fail(call: Call, how: Failure, times: number): void {
    this.#failures.set(call, { how, times });
  }

  delayOf(call: Call): number {
    return (this.#delays.get(call) ?? 0) + (this.#delays.get('*') ?? 0);
  }

  /** @returns how this call is to fail; null where it is not. Uses up one time. */
  takeFailure(call: Call): Failure | null {
    const failure = [call, '*' as const]
      .map((name) => this.#failures.get(name))
      .find((candidate) => candidate !== undefined && candidate.times > 0);
    if (failure === undefined) return null;
    failure.times -= 1;
    return failure.how;
  }
}
