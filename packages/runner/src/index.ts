/** What other programs may use: the benchmark itself and how models are fetched, not the command around them. */
export { readDevice } from './device/inventory.ts';
export { launchBenchmark } from './launch/launch-benchmark.ts';
export { probeEngine } from './launch/probe-engine.ts';
export type { BenchmarkEvent, BenchmarkRequest, LaunchOptions, ProcessPurpose } from './launch/request.ts';
export { hostsOf, parseHost, type AddressPolicy } from './download/address-policy.ts';
export { parseRange } from './download/address-ranges.ts';
export { diskSpaceOf, type DiskSpace } from './download/disk-space.ts';
export { toDownloadError } from './download/download-error.ts';
export { fetchFile, type FetchedFile, type FetchOptions } from './download/fetch-file.ts';
export type { Network } from './download/guarded-connector.ts';
export { hashFile } from './download/hash-file.ts';
export { DEFAULT_LIMITS, type DownloadLimits } from './download/limits.ts';
export { formatOfName, nameModel, redactUrl } from './download/model-url.ts';
export { nullIfMissing } from './download/null-if-missing.ts';
export { removePartial } from './download/partial-file.ts';
export { validatorsSchema, type Validators } from './download/response-facts.ts';
export { writeAtomically } from './download/write-atomically.ts';
