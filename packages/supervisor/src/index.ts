/** What other programs may use: the worker itself, not the command around it. */
export { claimedKey, ownerKey, queueKeys, type QueueKeys } from './queue/keys.ts';
