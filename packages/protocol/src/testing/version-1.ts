/** Documents that Dumont wrote while `dumont.report/1` and `dumont.comparison/1` were its formats, and what SARK got of them. */
import { readFileSync } from 'node:fs';

const FILES = {
  /** From before `engine.api` and `cpuMsPerRun`, with the library's own names of providers. */
  early: 'early.json',
  /** Of a model that needs a value and whose other shape was searched for; profiled. */
  complete: 'complete.json',
  nodeApi: 'node-api.json',
  failed: 'failed.json',
  comparison: 'comparison.json',
  failedComparison: 'failed-comparison.json',
  /** Of `complete` and `failed`, by the code that wrote those. */
  sarkRecords: 'sark-records.json',
} as const;

export function readVersion1(name: keyof typeof FILES): Record<string, unknown> {
  const file = new URL(`version-1/${FILES[name]}`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}
