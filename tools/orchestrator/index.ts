/** The development orchestrator, as everybody else uses it; README.md is its manual. */
export type { Orchestrator } from './server/orchestrator.ts';
export { startOrchestrator, type OrchestratorOptions } from './server/start-orchestrator.ts';
export { startWithRedis, type OrchestratorWithRedis } from './start-with-redis.ts';
