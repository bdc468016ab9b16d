/** How much memory grows with the runs: what is not given back would show. */
import type { LoadCommand } from './messages.ts';
import { Side, type Peer } from './side.ts';

const FIRST_RUNS = 25_000;
const MORE_RUNS = 100_000;

/** @returns MB (2^20 bytes) from the 25,000th run to the 125,000th; null where it cannot be read */
export async function measureGrowth(peer: Peer, load: LoadCommand): Promise<number | null> {
  await using side = await Side.start(peer, load);
  await side.block({ runs: FIRST_RUNS, ms: 0 });
  const before = side.residentMb();
  await side.block({ runs: MORE_RUNS, ms: 0 });
  const after = side.residentMb();
  return before === null || after === null ? null : after - before;
}
