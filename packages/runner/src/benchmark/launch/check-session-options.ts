/** Options that an engine does not say it takes are refused: it would leave them out in silence, and the report would claim them. */
import { describeUntaken, DumontError, persistentCacheIn } from '@dumont/protocol';
import { manifestOf } from '@dumont/engines/manifests';
import type { BenchmarkRequest } from './benchmark-request.ts';

/** @throws DumontError USAGE */
export function checkSessionOptions({
  engine,
  session,
  provider = {},
}: Pick<BenchmarkRequest, 'engine' | 'session' | 'provider'>): void {
  refuseCaches({ ...session.sessionEntries, ...provider.providerOptions });
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

/** Another model would run what this one left there; and a load from a cache is not the load that is measured. */
function refuseCaches(options: Readonly<Record<string, string>>): void {
  const option = persistentCacheIn(options);
  if (option === null) return;
  throw new DumontError(
    'USAGE',
    `The option ${option} keeps compiled code for other processes, which a model could use to have its own code run with the next ` +
      'one: leave it out. What a runtime keeps for itself lies in memory of the process, and goes with it.',
  );
}
