/** Which execution provider runs a benchmark: of several, the first that a tiny model runs by. */
import { DumontError, type ExecutionProvider, type PassedOver } from '@dumont/protocol';
import { thisPlace } from '../../providers/place.ts';
import { withProvider } from '../../providers/with-provider.ts';
import type { BoardIdentity } from '../meters/accelerator/board.ts';
import type { BenchmarkRequest } from './benchmark-request.ts';
import { chooseCard } from './choose-card.ts';
import { softwareAdapterOf, whyNoProvider } from './find-provider.ts';
import { stateOf } from './remembered-probe.ts';
import { findCandidates, type Candidate } from './resolve-provider.ts';
import { runProbe, unlessFailed, type ProbeOptions } from './run-probe.ts';

export interface Choice {
  readonly provider: ExecutionProvider;
  /** NVIDIA's, where one of several was chosen. */
  readonly card: BoardIdentity | null;
  /** Those that go before it. */
  readonly passedOver: readonly PassedOver[];
  /** Those that come after it and are not there. */
  readonly absent: readonly PassedOver[];
}

type Asked = Pick<BenchmarkRequest, 'computeUnit' | 'engine' | 'model' | 'provider' | 'card'>;

interface Here {
  readonly platform: NodeJS.Platform;
  readonly whyNot: typeof whyNoProvider;
}

const HERE: Here = { platform: process.platform, whyNot: whyNoProvider };

/**
 * Where one alone can be, nothing is tried: the benchmark itself says best what that lacks.
 * @throws DumontError as `findCandidates` and `chooseCard` do, SANDBOX_UNAVAILABLE; the signal's reason where it was aborted
 */
export async function chooseRunning(
  request: Asked,
  options: ProbeOptions,
  { platform, whyNot }: Here = HERE,
): Promise<Choice> {
  const candidates = findCandidates(request, platform, whyNot);
  const last = candidates.findLast(({ absent }) => absent === null);
  const passedOver: PassedOver[] = [];
  for (const [place, candidate] of candidates.entries()) {
    const { provider, absent } = candidate;
    const reason = absent ?? (candidate === last ? null : await whyNotRunning(request, provider, options));
    if (reason === null) {
      const card = await chooseCard(request, provider);
      return { provider, card, passedOver, absent: absentOf(candidates.slice(place + 1)) };
    }
    passedOver.push({ provider, reason, isInstalled: absent === null });
  }
  throw new DumontError('INTERNAL', `no provider was chosen for ${request.computeUnit}`);
}

function absentOf(candidates: readonly Candidate[]): PassedOver[] {
  return candidates.flatMap(({ provider, absent }) =>
    absent === null ? [] : [{ provider, reason: absent, isInstalled: false }],
  );
}

/** A comparison asks for each of its pairs. What failed may have been busy: it is tried again. */
const FAILURE_HOLDS_MS = 10 * 60_000;
const MOST_KNOWN = 64;

interface Known {
  readonly reason: string | null;
  readonly untilMs: number;
}

const known = new Map<string, Known>();

async function whyNotRunning(
  request: Asked,
  provider: ExecutionProvider,
  options: ProbeOptions,
): Promise<string | null> {
  const { computeUnit, engine, card, provider: { device } = {} } = request;
  const state = await stateOf(engine);
  const key = JSON.stringify([state, computeUnit, provider, device, card, options.sandbox]);
  const before = known.get(key);
  if (before !== undefined && before.untilMs > performance.now()) return before.reason;
  const reason = await unlessFailed(tryProvider(request, provider, options), options, (error) => {
    if (error.code === 'SANDBOX_UNAVAILABLE' || error.code === 'USAGE') throw error;
    return error.message;
  });
  if (known.size >= MOST_KNOWN) known.clear();
  const holdsMs = reason === null ? Infinity : FAILURE_HOLDS_MS;
  known.set(key, { reason, untilMs: performance.now() + holdsMs });
  return reason;
}

/** @returns null where a tiny model ran by it, on the device that the benchmark would take */
async function tryProvider(
  request: Asked,
  provider: ExecutionProvider,
  options: ProbeOptions,
): Promise<string | null> {
  const { computeUnit: unit } = request;
  const place = thisPlace();
  const card = await chooseCard(request, provider);
  const device = card?.uuid ?? request.provider?.device;
  const target = {
    ...{ unit, provider, ...softwareAdapterOf(provider, place.platform) },
    ...(device === undefined ? {} : { device }),
  };
  const engine = withProvider(request, provider, place);
  const { probe } = await runProbe({ kind: 'probe', engine, target }, options);
  const [answer] = probe ?? [];
  if (answer?.available !== true) return answer?.reason ?? 'it was not looked at';
  const software = answer.devices?.find(({ isSoftware }) => isSoftware === true);
  return software === undefined ? null : `all that it finds is ${software.name}, which computes on the CPU`;
}
