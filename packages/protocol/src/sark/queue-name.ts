/** Names of SARK's Redis lists. This file alone knows how they are spelt. */

export const RESULTS_QUEUE = 'results';

/** Jobs for one worker only. */
export function workerQueue(workerId: string): string {
  return `jobs:${workerId}`;
}

/** Jobs for any worker that has the compute unit: `CPU (ONNX)` → `jobs:capability:cpu_onnx`. */
export function capabilityQueue(unit: string): string {
  return `jobs:capability:${unit.toLowerCase().replaceAll(' ', '_').replaceAll(/[()]/g, '')}`;
}

/** Where the orchestrator puts a job that it tries again: it leaves the compute unit as it is. */
export function retryQueue(unit: string): string {
  return `jobs:capability:${unit}`;
}

/** Every list that a worker serves, the most urgent first. */
export function queuesInOrder(workerId: string, units: readonly string[]): string[] {
  const names = units.flatMap((unit) => [capabilityQueue(unit), retryQueue(unit)]);
  return [...new Set([workerQueue(workerId), ...names])];
}
