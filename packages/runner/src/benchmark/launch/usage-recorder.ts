/** What the meters of one process saw of it over its life, in few points however long it lives; and the newest of it, now and then. Pure. */
import { bytesToMb, MOST_TIMELINE_POINTS, type Phase, type Timeline } from '@dumont/protocol';
import type { Usage } from '../meters/meter.ts';

/** Of a point at first: twice the memory sampler's. It doubles whenever the points have become too many. */
const FIRST_INTERVAL_MS = 100;
/** Between two tellings: a person reads no faster. */
const TELL_MS = 500;

const RATES = ['cpuPercent', 'gpuPercent', 'powerW'] as const;
type Rate = (typeof RATES)[number];

interface Mean {
  sum: number;
  count: number;
}

/** All that was seen in one interval: the mean of rates, the highest of memory. */
interface Bin {
  index: number;
  atMs: number;
  ramBytes: number | null;
  readonly means: Readonly<Record<Rate, Mean>>;
}

export class UsageRecorder {
  readonly #startMs: number;
  readonly #onUsage: (usage: Usage) => void;
  #latest: Usage = { cpuPercent: null, ramBytes: null, gpuPercent: null, powerW: null };
  #toldMs: number;
  #intervalMs = FIRST_INTERVAL_MS;
  #bins: Bin[] = [];
  #begun: { phase: Phase; startMs: number } | null = null;
  readonly #phases: Timeline['phases'] = [];

  /** @param startMs when the process was started @param onUsage called twice a second at most */
  constructor(startMs: number, onUsage: (usage: Usage) => void) {
    this.#startMs = startMs;
    this.#toldMs = startMs;
    this.#onUsage = onUsage;
  }

  /** @param seen what has been read anew; null where it is no longer known */
  observe(seen: Partial<Usage>, nowMs: number): void {
    this.#latest = { ...this.#latest, ...seen };
    const isKnown = Object.values(seen).some((value) => value !== null);
    if (isKnown) addTo(this.#binAt(Math.max(0, nowMs - this.#startMs)), seen);
    if (nowMs - this.#toldMs < TELL_MS) return;
    this.#toldMs = nowMs;
    this.#onUsage(this.#latest);
  }

  beginPhase(phase: Phase, nowMs: number): void {
    this.#begun = { phase, startMs: nowMs - this.#startMs };
  }

  /** @param wallMs of the phase's body: what was before it in the measuring phase is the warm-up */
  endPhase(wallMs: number, nowMs: number): void {
    if (this.#begun === null) return;
    const { phase: name, startMs } = this.#begun;
    const endMs = nowMs - this.#startMs;
    this.#begun = null;
    if (name !== 'measure') {
      this.#phases.push({ name, startMs, endMs });
      return;
    }
    const bodyMs = Math.max(startMs, endMs - wallMs);
    this.#phases.push({ name: 'warmup', startMs, endMs: bodyMs }, { name, startMs: bodyMs, endMs });
  }

  /** A measuring phase that did not end is not among the phases: how much of it was warm-up, nobody knows. */
  finish(nowMs: number): Timeline {
    if (this.#begun !== null && this.#begun.phase !== 'measure') this.endPhase(0, nowMs);
    return {
      points: this.#bins.map(toPoint),
      phases: this.#phases.map(({ name, startMs, endMs }) => ({
        name,
        startMs: round(startMs, 1),
        endMs: round(endMs, 1),
      })),
    };
  }

  #binAt(atMs: number): Bin {
    while (atMs >= this.#intervalMs * MOST_TIMELINE_POINTS) this.#coarsen();
    const index = Math.floor(atMs / this.#intervalMs);
    const last = this.#bins.at(-1);
    if (last !== undefined && last.index >= index) {
      last.atMs = Math.max(last.atMs, atMs);
      return last;
    }
    const bin = emptyBin(index, atMs);
    this.#bins.push(bin);
    return bin;
  }

  #coarsen(): void {
    this.#intervalMs *= 2;
    const merged: Bin[] = [];
    for (const bin of this.#bins) {
      bin.index = Math.floor(bin.index / 2);
      const last = merged.at(-1);
      if (last?.index === bin.index) mergeInto(last, bin);
      else merged.push(bin);
    }
    this.#bins = merged;
  }
}

function emptyBin(index: number, atMs: number): Bin {
  const none = (): Mean => ({ sum: 0, count: 0 });
  return { index, atMs, ramBytes: null, means: { cpuPercent: none(), gpuPercent: none(), powerW: none() } };
}

function addTo(bin: Bin, seen: Partial<Usage>): void {
  bin.ramBytes = higher(bin.ramBytes, seen.ramBytes ?? null);
  for (const rate of RATES) {
    const value = seen[rate] ?? null;
    if (value === null) continue;
    bin.means[rate].sum += value;
    bin.means[rate].count += 1;
  }
}

function mergeInto(bin: Bin, later: Bin): void {
  bin.atMs = later.atMs;
  bin.ramBytes = higher(bin.ramBytes, later.ramBytes);
  for (const rate of RATES) {
    bin.means[rate].sum += later.means[rate].sum;
    bin.means[rate].count += later.means[rate].count;
  }
}

function higher(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function toPoint({ atMs, ramBytes, means }: Bin): Timeline['points'][number] {
  const meanOf = (rate: Rate): number | null => {
    const { sum, count } = means[rate];
    return count === 0 ? null : round(sum / count, 1);
  };
  return {
    atMs: round(atMs, 1),
    cpuPercent: meanOf('cpuPercent'),
    ramMb: ramBytes === null ? null : round(bytesToMb(ramBytes), 2),
    gpuPercent: meanOf('gpuPercent'),
    powerW: meanOf('powerW'),
  };
}

/** More digits are noise, and every report carries them. */
function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
