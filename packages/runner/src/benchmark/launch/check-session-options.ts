/** Options that an engine does not say it takes are refused: it would leave them out in silence, and the report would claim them. */
import { describeUntaken, DumontError } from '@dumont/protocol';
import { manifestOf } from '@dumont/engines/manifests';
import type { BenchmarkRequest } from './benchmark-request.ts';

/** @throws DumontError USAGE */
export function checkSessionOptions({ engine, session }: Pick<BenchmarkRequest, 'engine' | 'session'>): void {
  const taken = manifestOf(engine)?.sessionOptions ?? [];
  const untaken = describeUntaken(session, taken);
  if (untaken === null) return;
  const remedy =
    engine.package === null
      ? 'leave them out'
      : 'leave them out, or have its manifest name them ("dumont": {"sessionOptions": […]} in its package.json)';
  throw new DumontError(
    'USAGE',
    `The engine ${engine.name} does not say that it takes ${untaken}, and would leave that out in silence: ${remedy}.`,
  );
}
