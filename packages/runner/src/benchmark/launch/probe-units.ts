/** What the units of several engines come to on this machine. */
import { DumontError, type EngineRef, type ProbedUnit } from '@dumont/protocol';
import { probeEngine, type ProbeOptions } from './probe-engine.ts';

/** A probe that crashes or hangs is an answer too. @throws the signal's reason where it was aborted */
export async function probeUnits(
  engines: readonly EngineRef[],
  options: ProbeOptions & { readonly signal: AbortSignal },
): Promise<ProbedUnit[]> {
  const probes: ProbedUnit[] = [];
  for (const engine of engines) {
    try {
      probes.push(...(await probeEngine(engine, options)));
    } catch (error) {
      options.signal.throwIfAborted();
      if (!(error instanceof DumontError)) throw error;
      probes.push({ unit: `all of ${engine.name}`, available: false, reason: error.message });
    }
  }
  return probes;
}
