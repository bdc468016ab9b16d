/** Several peers measured in turn, the others standing still: ratios to the last of them, with intervals. */
import { randomInt } from 'node:crypto';
import { comparePaired } from '@dumont/protocol';
import { median } from '../../../packages/protocol/src/statistics/quantile.ts';
import type { BlockCommand, Figures, LoadCommand } from './messages.ts';
import { Side, type Peer } from './side.ts';

/** Fresh processes each time: how one lies in memory is luck. Six are the fewest with an interval of 95 %. */
export const UNITS = 8;
const ROUNDS = 10;
const BLOCK: BlockCommand = { runs: 5, ms: 50 };

export interface PeerFigures {
  readonly name: string;
  /** Medians over the fresh processes. */
  readonly wallUs: number;
  readonly cpuUs: number;
  readonly peakMb: number | null;
  /** To the last peer; null for itself. */
  readonly ratios: Readonly<Record<'wall' | 'cpu', Ratio>> | null;
}

export interface Ratio {
  readonly ratio: number;
  readonly ci95: readonly [number, number] | null;
}

/** One process: medians of its blocks, and of their ratios to the last peer's. */
interface UnitFigures {
  readonly wallUs: number;
  readonly cpuUs: number;
  readonly peakMb: number | null;
  readonly wallRatio: number;
  readonly cpuRatio: number;
}

export async function takeTurns(peers: readonly Peer[], load: LoadCommand): Promise<PeerFigures[]> {
  const units: UnitFigures[][] = [];
  for (let unit = 0; unit < UNITS; unit++) units.push(await runUnit(peers, load));
  return peers.map(({ name }, index) => {
    const figures = units.flatMap((unit) => unit[index] ?? []);
    const isReference = index === peers.length - 1;
    const peaks = figures.flatMap(({ peakMb }) => peakMb ?? []);
    return {
      name,
      wallUs: median(figures.map(({ wallUs }) => wallUs)),
      cpuUs: median(figures.map(({ cpuUs }) => cpuUs)),
      peakMb: peaks.length === 0 ? null : median(peaks),
      ratios: isReference
        ? null
        : {
            wall: toRatio(figures.map(({ wallRatio }) => wallRatio)),
            cpu: toRatio(figures.map(({ cpuRatio }) => cpuRatio)),
          },
    };
  });
}

async function runUnit(peers: readonly Peer[], load: LoadCommand): Promise<UnitFigures[]> {
  await using stack = new AsyncDisposableStack();
  const sides: Side[] = [];
  for (const peer of peers) sides.push(stack.use(await Side.start(peer, load)));
  const rounds: Figures[][] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await runRound(sides));
  return sides.map((side, index) => ({
    wallUs: median(rounds.map((round) => at(round, index).wallUs)),
    cpuUs: median(rounds.map((round) => at(round, index).cpuUs)),
    peakMb: side.peakAboveBaselineMb(),
    wallRatio: median(rounds.map((round) => at(round, index).wallUs / at(round, -1).wallUs)),
    cpuRatio: median(rounds.map((round) => at(round, index).cpuUs / at(round, -1).cpuUs)),
  }));
}

/** A block of each, in an order of its own: none gains by what went before it. */
async function runRound(sides: readonly Side[]): Promise<Figures[]> {
  const figures = new Map<Side, Figures>();
  for (const side of shuffle(sides)) figures.set(side, await side.block(BLOCK));
  return sides.flatMap((side) => figures.get(side) ?? []);
}

/** By Fisher and Yates. */
function shuffle<Value>(values: readonly Value[]): Value[] {
  const shuffled: Value[] = [];
  for (const value of values) shuffled.splice(randomInt(shuffled.length + 1), 0, value);
  return shuffled;
}

function toRatio(ratios: readonly number[]): Ratio {
  const pairs = ratios.map((candidate) => ({ baseline: 1, candidate }));
  const { change, changeCi95 } = comparePaired(pairs, 0);
  return { ratio: 1 + change, ci95: changeCi95 && [1 + changeCi95[0], 1 + changeCi95[1]] };
}

function at(figures: readonly Figures[], index: number): Figures {
  const found = figures.at(index);
  if (found === undefined) throw new RangeError(`there is no peer ${index}`);
  return found;
}
