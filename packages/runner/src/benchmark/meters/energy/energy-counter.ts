/** A counter of what the processor takes of energy. */
import type { CountedEnergy } from './counted-energy.ts';

export interface EnergyCounter {
  readonly source: CountedEnergy['source'];
  /** True where it also counts what nobody uses: then there is a power of idleness. */
  readonly countsIdleness: boolean;
  /** Counting begins for these processes. */
  begin(pids: readonly number[]): void;
  /** @returns joules since then; null where it can be read no more */
  end(pids: readonly number[]): number | null;
  /** To be called now and then in a long phase: some counters begin again from 0. */
  look?(): void;
}

/** A counter, or why there is none, in words for a person. */
export type FoundCounter = { readonly counter: EnergyCounter } | { readonly reason: string };
