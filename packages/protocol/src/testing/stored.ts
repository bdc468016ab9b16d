/** Documents that Dumont wrote, each by the code of its time, and what SARK got of some. Those of a version stay when the next one comes. */
import { readFileSync } from 'node:fs';

const FILES = {
  1: {
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
  },
  2: { complete: 'complete.json', failed: 'failed.json', comparison: 'comparison.json' },
} as const;

export function readVersion1(name: keyof (typeof FILES)[1]): Record<string, unknown> {
  return readFrom('version-1', FILES[1][name]);
}

export function readVersion2(name: keyof (typeof FILES)[2]): Record<string, unknown> {
  return readFrom('version-2', FILES[2][name]);
}

function readFrom(folder: string, file: string): Record<string, unknown> {
  const url = new URL(`${folder}/${file}`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as Record<string, unknown>;
}
