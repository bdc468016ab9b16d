/** What shows from outside which unit computed in the phase, where the system tells it of a process. */
import { MacosUsages } from '../../host/macos-usage.ts';
import { openIoBoards } from './accelerator/open-boards.ts';
import type { Meter, Metered } from './meter.ts';

export interface EvidenceReading {
  /** From begin to end, warm-up included. */
  readonly elapsedMs: number;
  /** Time that GPUs spent on the processes; null where no driver tells it. */
  readonly gpuMs: number | null;
  /** In all threads of them; null where nobody tells it. */
  readonly cpuMs: number | null;
}

/** Whoever counts for each process what it has had since its start. */
export interface Witnesses {
  /** Takes milliseconds: asked at the ends of phases only. */
  readonly gpuMsOf: (pids: readonly number[]) => number | null;
  readonly cpuMsOf: (pid: number) => number | null;
  /** Ends what they are asked through. May be called again. */
  readonly close: () => void;
}

/** @returns a meter whose reading is null where nothing is told, and nothing is asked */
export async function openEvidence(
  { usesAccelerator, isMeasured, tree }: Pick<Metered, 'usesAccelerator' | 'isMeasured' | 'tree'>,
  open: () => Promise<Witnesses | null> = openHere,
): Promise<Meter<EvidenceReading | null>> {
  const witnesses = usesAccelerator && isMeasured ? await open() : null;
  return witnesses === null ? NOTHING : new EvidenceMeter(tree, witnesses);
}

const NOTHING: Meter<null> = { begin: () => Promise.resolve(), end: () => Promise.resolve(null) };

async function openHere(): Promise<Witnesses | null> {
  if (process.platform !== 'darwin') return null;
  const { boards, close } = await openIoBoards();
  const usages = await MacosUsages.open();
  return {
    gpuMsOf: (pids) => sum(boards.flatMap((board) => board.gpuMsOf(pids) ?? [])),
    cpuMsOf: (pid) => usages?.read(pid)?.cpuMs ?? null,
    close,
  };
}

class EvidenceMeter implements Meter<EvidenceReading> {
  readonly #tree: Metered['tree'];
  readonly #witnesses: Witnesses;
  #startMs = 0;
  #gpuMs: number | null = null;
  #cpuMs = new Map<number, number>();

  constructor(tree: Metered['tree'], witnesses: Witnesses) {
    this.#tree = tree;
    this.#witnesses = witnesses;
  }

  async begin(): Promise<void> {
    const pids = await this.#tree.list();
    this.#gpuMs = this.#witnesses.gpuMsOf(pids);
    this.#cpuMs = this.#readCpu(pids);
    this.#startMs = performance.now();
  }

  /** Of the processes that are still there. */
  async end(): Promise<EvidenceReading> {
    const pids = await this.#tree.list();
    const elapsedMs = performance.now() - this.#startMs;
    const cpuMs = [...this.#readCpu(pids)].map(([pid, ms]) => ms - (this.#cpuMs.get(pid) ?? 0));
    const gpuMs = this.#witnesses.gpuMsOf(pids);
    return {
      elapsedMs,
      // The clients of a process that has ended are gone, with what they had counted.
      gpuMs: gpuMs === null || this.#gpuMs === null ? null : Math.max(0, gpuMs - this.#gpuMs),
      cpuMs: sum(cpuMs),
    };
  }

  close(): void {
    this.#witnesses.close();
  }

  #readCpu(pids: readonly number[]): Map<number, number> {
    const told = pids.map((pid) => [pid, this.#witnesses.cpuMsOf(pid)] as const);
    return new Map(told.flatMap(([pid, ms]) => (ms === null ? [] : [[pid, ms] as const])));
  }
}

function sum(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((total, value) => total + value, 0);
}
