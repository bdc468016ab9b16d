/** What other programs may use: the benchmark, the comparison and how models are fetched, not the command around them. */
export { compareWithStoredReport } from './compare/compare-with-stored.ts';
export { launchComparison } from './compare/launch-comparison.ts';
export type { ComparisonEvent, ComparisonOptions, PairedRequest, StoredRequest } from './compare/request.ts';
export { readDevice } from './benchmark/device/inventory.ts';
export { DEFAULT_REQUEST } from './benchmark/launch/default-request.ts';
export { launchBenchmark } from './benchmark/launch/launch-benchmark.ts';
export { probeEngine, type ProbeOptions } from './benchmark/launch/probe-engine.ts';
export { proveSandbox } from './benchmark/launch/prove-sandbox.ts';
export { checkSandbox, missingLayers } from './benchmark/sandbox/check-sandbox.ts';
export {
  DEFAULT_SANDBOX,
  defaultMemoryLimitBytes,
  type SandboxSettings,
} from './benchmark/sandbox/settings.ts';
export { loadSqlite } from './history/load-sqlite.ts';
export type {
  BenchmarkEvent,
  BenchmarkRequest,
  LaunchOptions,
  ProcessPurpose,
} from './benchmark/launch/request.ts';
export { hostsOf, parseHost, type AddressPolicy } from './models/download/address-policy.ts';
export { parseRange } from './models/download/address-ranges.ts';
export { diskSpaceOf, type DiskSpace } from './host/disk-space.ts';
export { toDownloadError } from './models/download/download-error.ts';
export { fetchFile, type FetchedFile, type FetchOptions } from './models/download/fetch-file.ts';
export type { Network } from './models/download/guarded-connector.ts';
export { isSameFile, versionKey } from './models/file-version.ts';
export { downloadOverdue, withDeadline } from './benchmark/launch/deadline.ts';
export { hashFile, hashOpenFile, READ_NO_LINK, type HashedFile } from './models/hash-file.ts';
export { DEFAULT_LIMITS, type DownloadLimits } from './models/download/limits.ts';
export { BUILT_IN_MANIFESTS, engineFor, engineOfSetting, unitsForFormat } from '@dumont/engines/manifests';
export { nameModel, redactUrl } from './models/download/model-url.ts';
export { nullIfMissing } from './host/null-if-missing.ts';
export { removePartial } from './models/download/partial-file.ts';
export { validatorsSchema, type Validators } from './models/download/response-facts.ts';
export { writeAtomically } from './host/write-atomically.ts';
