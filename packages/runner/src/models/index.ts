/** How models are named, fetched and told apart: what a program that keeps them uses. */
export { hostsOf, parseHost, type AddressPolicy } from './download/address-policy.ts';
export { parseRange } from './download/address-ranges.ts';
export { toDownloadError } from './download/download-error.ts';
export { fetchFile, type FetchedFile, type FetchOptions } from './download/fetch-file.ts';
export type { Network } from './download/guarded-connector.ts';
export { DEFAULT_LIMITS, downloadOverdue, type DownloadLimits } from './download/limits.ts';
export { nameModel, redactUrl } from './download/model-url.ts';
export { removePartial } from './download/partial-file.ts';
export { validatorsSchema, type Validators } from './download/response-facts.ts';
export { unpackModel } from './unpack-model.ts';
export { isSameFile, versionKey } from './file-version.ts';
export { hashFile, hashOpenFile, READ_NO_LINK, type HashedFile } from './hash-file.ts';
