/** Which of a machine's boards runs the model. Pure. */
import type { ReportProvider } from '@dumont/protocol';
import { pciPlace, type BoardIdentity } from './board.ts';

export interface Candidate {
  readonly identity: BoardIdentity;
  /** Of the measured processes; null where the driver does not tell them apart. */
  readonly processBytes: number | null;
  /** By how much the whole board's memory grew while the model was loaded. */
  readonly grownBytes: number | null;
}

/**
 * The word of whoever runs the model goes first, then where its memory lies; of the whole boards' memory only where one alone has grown.
 * @returns its index, or null where nobody can tell
 */
export function chooseBoard(
  candidates: readonly Candidate[],
  provider: Pick<ReportProvider, 'devices'> | null,
): number | null {
  if (candidates.length === 1) return 0;
  return namedBoard(candidates, provider) ?? largest(candidates) ?? onlyGrown(candidates);
}

function namedBoard(
  candidates: readonly Candidate[],
  provider: Pick<ReportProvider, 'devices'> | null,
): number | null {
  const words = (provider?.devices ?? []).flatMap(({ metadata }) => Object.values(metadata));
  const uuids = new Set(words.map((word) => word.trim().toLowerCase()));
  const places = new Set(words.map(pciPlace).filter((place) => place !== null));
  const byUuid = candidates.findIndex(({ identity }) => uuids.has(identity.uuid.toLowerCase()));
  if (byUuid >= 0) return byUuid;
  const isThere = candidates.map(
    ({ identity }) => identity.pciPlace !== null && places.has(identity.pciPlace),
  );
  // Parts of one board have its place: that names none of them.
  return isThere.filter(Boolean).length === 1 ? isThere.indexOf(true) : null;
}

function largest(candidates: readonly Candidate[]): number | null {
  const most = Math.max(...candidates.map(({ processBytes }) => processBytes ?? 0));
  return most > 0 ? candidates.findIndex(({ processBytes }) => processBytes === most) : null;
}

function onlyGrown(candidates: readonly Candidate[]): number | null {
  const grown = candidates.map(({ grownBytes }) => (grownBytes ?? 0) > 0);
  return grown.filter(Boolean).length === 1 ? grown.indexOf(true) : null;
}
