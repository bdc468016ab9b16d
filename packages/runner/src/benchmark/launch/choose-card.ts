/** Which of several cards of NVIDIA's a benchmark is to run on: its process sees that one alone. */
import { DumontError, type ExecutionProvider, type ReportProvider } from '@dumont/protocol';
import type { BoardIdentity } from '../meters/accelerator/board.ts';
import { identifyCards } from '../meters/accelerator/list-cards.ts';
import type { BenchmarkRequest } from './benchmark-request.ts';

/** Those that know a card by its place among all that the process sees. */
const BY_CUDA: ReadonlySet<ExecutionProvider> = new Set(['cuda', 'tensorrt']);

export function isByCuda(provider: ExecutionProvider): boolean {
  return BY_CUDA.has(provider);
}

/**
 * @returns null where nobody chose, and for providers that look for the device themselves
 * @throws DumontError UNIT_UNAVAILABLE where it is none of those that there are, or several
 */
export async function chooseCard(
  { provider: { device: named } = {}, card: given }: Pick<BenchmarkRequest, 'provider' | 'card'>,
  provider: ExecutionProvider,
  list: () => Promise<readonly BoardIdentity[]> = identifyCards,
): Promise<BoardIdentity | null> {
  const device = named ?? given;
  if (device === undefined || !BY_CUDA.has(provider)) return null;
  const cards = await list();
  const found = find(cards, device);
  const [card] = found;
  if (card !== undefined && found.length === 1) return card;
  const problem = found.length === 0 ? 'is none of the cards' : 'is more than one of the cards';
  const names = cards.map(({ name, uuid }, index) => `${index} ${name} (${uuid})`);
  throw new DumontError(
    'UNIT_UNAVAILABLE',
    `"${device}" (--device) ${problem} that NVIDIA's driver tells of: ${names.length === 0 ? 'there are none' : names.join('; ')}.`,
  );
}

/** @param wanted an index in the order of slots, a uuid or its beginning, or a name or a part of it */
function find(cards: readonly BoardIdentity[], wanted: string): readonly BoardIdentity[] {
  if (/^\d+$/.test(wanted)) return cards.slice(Number(wanted), Number(wanted) + 1);
  const text = wanted.toLowerCase();
  const exact = cards.filter(({ name, uuid }) => [name.toLowerCase(), uuid.toLowerCase()].includes(text));
  if (exact.length > 0) return exact;
  return cards.filter(
    ({ name, uuid }) => name.toLowerCase().includes(text) || uuid.toLowerCase().startsWith(text),
  );
}

/** It is known by its uuid from here on. */
export function onCard(request: BenchmarkRequest, card: BoardIdentity | null): BenchmarkRequest {
  return card === null ? request : { ...request, provider: { ...request.provider, device: card.uuid } };
}

/** The isolated process knows its card by the uuid alone. */
export function withCardNamed(provider: ReportProvider, card: BoardIdentity | null): ReportProvider {
  if (card === null) return provider;
  const devices = provider.devices.map((device) =>
    device.metadata['uuid'] === card.uuid ? { ...device, name: card.name } : device,
  );
  return { ...provider, devices };
}
