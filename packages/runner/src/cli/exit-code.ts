/** The command's exit code, from what its benchmarks came to. Pure. */
import { errorCatalogue, type BenchmarkReport } from '@dumont/protocol';

/**
 * @param outputFailed whether a result could not be written where asked
 * @returns 0 when all are complete and written; else the code of the first failure, since later ones often follow from it
 */
export function chooseExitCode(
  reports: readonly Pick<BenchmarkReport, 'error'>[],
  outputFailed: boolean,
): number {
  const [failure] = reports.flatMap((report) => report.error ?? []);
  if (failure !== undefined) return failure.exitCode;
  return outputFailed ? errorCatalogue.OUTPUT_FAILED.exitCode : 0;
}
