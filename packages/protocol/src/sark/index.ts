/** What a SARK orchestrator and its workers say to each other: its HTTP interface, the names of its queues, its result records. */
export * from './job.ts';
export * from './orchestrator-api.ts';
export * from './queue-name.ts';
export * from './result-record.ts';
export * from './worker-status.ts';
