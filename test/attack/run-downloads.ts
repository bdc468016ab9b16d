/** Runs the attacks on downloads, each with servers of its own: guarded, and with every guard open that can be opened. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fetchFile, type FetchedFile, type FetchOptions } from '@dumont/runner/models';
import { serve } from '../support/serve.ts';
import { watchConnections } from '../support/watched-connections.ts';
import { DOWNLOAD_ATTEMPTS, type DownloadAttempt, type DownloadStage } from './download-attempts.ts';
import type { Conditions } from './surroundings.ts';
import type { Verdict } from './verdict.ts';

const EVERYWHERE = { allowHosts: [], allowCidrs: ['0.0.0.0/0', '::/0'], allowPrivate: true };

export async function runDownloads(
  conditions: Conditions,
  onVerdict: (verdict: Verdict) => void,
): Promise<void> {
  for (const attempt of DOWNLOAD_ATTEMPTS) {
    const ends: (() => Promise<void>)[] = [];
    const folder = await mkdtemp(path.join(os.tmpdir(), 'dumont-attack-'));
    try {
      const { succeeded, outcome } = await perform(attempt, conditions.mode, folder, (end) => ends.push(end));
      onVerdict({ ...conditions, attempt, succeeded, outcome, report: null, secretTold: false });
    } finally {
      await Promise.all(ends.map((end) => end()));
      await rm(folder, { recursive: true, force: true });
    }
  }
}

async function perform(
  attempt: DownloadAttempt,
  mode: Conditions['mode'],
  folder: string,
  teardown: (end: () => Promise<void>) => void,
): Promise<Pick<Verdict, 'succeeded' | 'outcome'>> {
  const { answer, limits, succeeded = (file) => file !== null } = attempt;
  const { connect, attempts: connections } = watchConnections();
  const inner = await serve({ teardown }, (_request, response) => response.end('secret'));
  const attacker = await serve({ teardown }, (_request, response) => {
    if (answer === undefined) response.end('model');
    else answer(response, stage);
  });
  const stage: DownloadStage = { attacker, inner, connections };
  const isGuarded = mode === 'strict';
  const guarded = {
    ...EVERYWHERE,
    allowPrivate: false,
    allowCidrs: [],
    allowHosts: [`127.0.0.1:${attacker.port}`],
  };
  const names = attempt.addresses?.values();
  const options: FetchOptions = {
    partialPath: path.join(folder, 'partial'),
    network: {
      policy: isGuarded ? guarded : EVERYWHERE,
      connect,
      ...(names === undefined
        ? {}
        : { resolve: () => Promise.resolve([{ address: names.next().value ?? '127.0.0.1', family: 4 }]) }),
    },
    signal: new AbortController().signal,
    limits: { retries: 0, minFreeBytes: 0, ...(isGuarded ? limits : {}) },
  };
  let file: FetchedFile | null = null;
  let outcome: string;
  try {
    const fetched = await fetchFile(attempt.url(stage), options);
    if (fetched !== 'unchanged') file = fetched;
    outcome = `arrived as ${(file?.named.fileName ?? '').slice(0, 40)}`;
  } catch (error) {
    outcome = error instanceof Error ? error.message.replaceAll(/https?:\/\/\S+ ?/g, '').slice(0, 70) : '';
  }
  const strays = (await readdir(folder)).filter((name) => name !== 'partial');
  return { succeeded: succeeded(file, stage) || strays.length > 0, outcome };
}
