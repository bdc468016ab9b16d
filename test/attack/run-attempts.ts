/** Runs the attempts in programs of their own, in a network of their own where that can be had. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import type { Attempt, Seen } from './attempt.ts';
import { attemptOf, ATTEMPTS } from './attempts.ts';
import type { HostLine, HostOrder } from './host.ts';
import { runDownloads } from './run-downloads.ts';
import { buildStage, removeStage } from './stage.ts';

export type Mode = HostOrder['mode'];

export interface Verdict {
  readonly attempt: Pick<Attempt, 'threat' | 'name' | 'withoutSandbox'>;
  readonly mode: Mode;
  /** null: not tried, for the reason given. */
  readonly succeeded: boolean | null;
  /** What became of it, in a few words. */
  readonly outcome: string;
  readonly report: Seen['report'];
  /** Whether the secret stands in anything that the host or its reports said, though it should be nowhere. */
  readonly secretTold: boolean;
}

/** A network with a metadata service's address and a private one, which no packet can leave: it has nothing but its loopback. */
const NETWORK =
  'ip link set lo up && ip address add 169.254.169.254/32 dev lo && ip address add 10.0.0.1/32 dev lo && exec "$@"';
const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;

export async function runAttempts(mode: Mode, onVerdict: (verdict: Verdict) => void): Promise<void> {
  const network = await findNetwork();
  const skipped = ATTEMPTS.filter((attempt) => attempt.needsNamespace === true && network === null);
  for (const attempt of skipped) {
    onVerdict({
      attempt,
      mode,
      succeeded: null,
      outcome: 'not tried: needs unshare and ip (iproute2) to make a network of its own',
      report: null,
      secretTold: false,
    });
  }
  const stage = buildStage();
  try {
    let waiting = ATTEMPTS.filter((attempt) => !skipped.includes(attempt));
    // A host that an attack has killed is started again for the rest.
    while (waiting.length > 0) {
      const done = await runHost(
        { stage, mode, names: waiting.map(({ name }) => name) },
        network ?? [],
        onVerdict,
      );
      if (done === 0) throw new Error('the host of the attacks does not start');
      waiting = waiting.slice(done);
    }
  } finally {
    removeStage(stage);
  }
  await runDownloads(mode, onVerdict);
}

/** @returns how many attempts came to an end */
async function runHost(
  order: HostOrder,
  network: readonly string[],
  onVerdict: (verdict: Verdict) => void,
): Promise<number> {
  const [program, ...words] = [
    ...network,
    process.execPath,
    '--conditions=dumont-source',
    '--no-warnings',
    path.join(import.meta.dirname, 'host.ts'),
    JSON.stringify(order),
  ];
  const host = spawn(program, words, {
    env: {
      PATH,
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

function judge({ stage, mode }: HostOrder, name: string, result: Result, stderr: string): Verdict {
  const { report, succeeded } = result;
  return {
    attempt: attemptOf(name),
    mode,
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

/** @returns what to put in front of a command so that it runs in such a network, or null */
async function findNetwork(): Promise<readonly string[] | null> {
  if (process.platform !== 'linux') return null;
  const isRoot = process.getuid?.() === 0;
  const words = [...(isRoot ? [] : ['--user', '--map-root-user']), '--net', 'sh', '-c', NETWORK, 'sh'];
  const { failed } = await execa('unshare', [...words, 'true'], { reject: false, env: { PATH } });
  return failed ? null : ['unshare', ...words];
}
