/** Runs the attempts in programs of their own, in a network of their own where that can be had. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Attempt, Seen } from './attempt.ts';
import { attemptOf, ATTEMPTS } from './attempts.ts';
import type { HostLine, HostOrder } from './host.ts';
import { runDownloads } from './run-downloads.ts';
import { buildStage, removeStage } from './stage.ts';
import { prepareSurroundings, searchPath, type Conditions } from './surroundings.ts';
import type { Verdict } from './verdict.ts';

/** @param only part of the threats and names of those that are made; left out it is all, with those on downloads */
export async function runAttempts(
  conditions: Conditions,
  onVerdict: (verdict: Verdict) => void,
  only = '',
): Promise<void> {
  const attempts = ATTEMPTS.filter(({ threat, name }) => `${threat}: ${name}`.includes(only));
  const stage = buildStage();
  try {
    const { around, lacking } = await prepareSurroundings(stage, conditions.user);
    const whyNot = ({ needs }: Attempt): string | null => (needs === undefined ? null : lacking[needs]);
    for (const attempt of attempts) {
      const why = whyNot(attempt);
      if (why === null) continue;
      const outcome = `not tried: ${why}`;
      onVerdict({ ...conditions, attempt, succeeded: null, outcome, report: null, secretTold: false });
    }
    let waiting = attempts.filter((attempt) => whyNot(attempt) === null);
    // A host that an attack has killed is started again for the rest.
    while (waiting.length > 0) {
      const order = {
        stage,
        mode: conditions.mode,
        names: waiting.map(({ name }) => name),
        hasKeyrings: lacking.keyrings === null,
      };
      const done = await runHost(order, around, (verdict) => {
        onVerdict({ ...verdict, ...conditions });
      });
      if (done === 0) throw new Error('the host of the attacks does not start');
      waiting = waiting.slice(done);
    }
  } finally {
    removeStage(stage);
  }
  if (conditions.user === 'own' && only === '') await runDownloads(conditions, onVerdict);
}

/** @param around what to start it by @returns how many attempts came to an end */
async function runHost(
  order: HostOrder,
  around: readonly string[],
  onVerdict: (verdict: Omit<Verdict, keyof Conditions>) => void,
): Promise<number> {
  const [program, ...words] = [
    ...around,
    process.execPath,
    '--conditions=dumont-source',
    '--no-warnings',
    path.join(import.meta.dirname, 'host.ts'),
    JSON.stringify(order),
  ];
  const host = spawn(program, words, {
    env: {
      PATH: searchPath(),
      HOME: process.env['HOME'] ?? '/',
      DUMONT_BWRAP: process.env['DUMONT_BWRAP'] ?? '',
      DUMONT_CANARY: order.stage.secret,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  host.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-100_000);
  });
  const closed = once(host, 'close');
  let begun: string | undefined;
  let done = 0;
  const conclude = (name: string, seen: Result): void => {
    done += 1;
    onVerdict(judge(order, name, seen, stderr));
  };
  for await (const text of createInterface(host.stdout)) {
    const line = JSON.parse(text) as HostLine;
    begun = line.event === 'begin' ? line.name : undefined;
    if (line.event === 'end') conclude(line.name, line);
  }
  await closed;
  if (begun !== undefined) conclude(begun, hostIsDead(order, begun));
  else if (done < order.names.length) throw new Error(`the host of the attacks ended: ${stderr}`);
  return done;
}

type Result = Pick<Seen, 'report' | 'survivors'> & { readonly succeeded: boolean };

function hostIsDead({ stage }: HostOrder, name: string): Result {
  const seen: Seen = { report: null, survivors: 0, growthBytes: 0, stage: { ...stage, port: 0 } };
  return { report: null, survivors: 0, succeeded: attemptOf(name).succeeded(seen) };
}

function judge(
  { stage }: HostOrder,
  name: string,
  result: Result,
  stderr: string,
): Omit<Verdict, keyof Conditions> {
  const { report, succeeded } = result;
  return {
    attempt: attemptOf(name),
    succeeded,
    outcome: describe(result),
    report,
    secretTold: `${stderr}${JSON.stringify(report)}`.includes(stage.secret),
  };
}

function describe({ report, survivors }: Result): string {
  if (report === null) return 'the program that launched it is dead';
  const left = survivors > 0 ? `, ${survivors} processes left` : '';
  if (report.error === null) return `it ran${left}`;
  return `${report.error.code}: ${report.error.message.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 70)}${left}`;
}
