/**
 * Reports as they lie in files and in the history: of any version, and early ones call execution providers by the library's names.
 * The next version is one more schema here, with a migration to the one after it.
 */
import { z } from 'zod';
import { providerName } from '../units/providers.ts';
import { reportSchema, type BenchmarkReport } from './report.ts';
import { migrateReport1, reportSchema1 } from './version-1.ts';

/** @returns a report as it would be written today */
export const storedReportSchema = z
  .discriminatedUnion('schema', [reportSchema, reportSchema1.transform(migrateReport1)])
  .transform(translateProviders);

export function translateProviders(report: BenchmarkReport): BenchmarkReport {
  const { engine, profile } = report;
  const { placement } = engine;
  return {
    ...report,
    engine: {
      ...engine,
      requestedProvider: providerName(engine.requestedProvider),
      placement: placement && {
        ...placement,
        nodes: translateKeys(placement.nodes),
        timeMs: translateKeys(placement.timeMs),
      },
    },
    profile: profile && {
      ...profile,
      operators: profile.operators.map((operator) => ({
        ...operator,
        provider: providerName(operator.provider),
      })),
    },
  };
}

function translateKeys(byProvider: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(byProvider).map(([name, value]) => [providerName(name), value]));
}
