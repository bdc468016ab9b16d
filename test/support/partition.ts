/** Two networks with one line between them, which can go dead without a word: no reset, no refusal, nothing. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readlink } from 'node:fs/promises';
import { execa, execaSync } from 'execa';
import type { Test } from 'tap';

const ip = process.env['DUMONT_IP'] ?? 'ip';
/** Root needs no further rights, and anybody has them in a user namespace, where the system lets them make one. */
export const OWN_NETWORK = [
  ...['unshare', '--net'],
  ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']),
];
const HERE = { name: 'here', address: '10.77.0.1' };
const THERE = { name: 'there', address: '10.77.0.2' };

/** For a test's option `skip`. */
export const skipWithoutNetworks = whyNone();

function whyNone(): string | false {
  const [program = '', ...words] = OWN_NETWORK;
  const line = [ip, 'link', 'add', HERE.name, 'type', 'veth', 'peer', 'name', THERE.name];
  const { failed } = execaSync(program, [...words, ...line], { reject: false });
  return failed && 'two networks with a line between them take Linux, its `ip` and the right to make them';
}

export interface OtherNetwork {
  /** This side, as the other one sees it. */
  readonly address: string;
  /** A program with its own words, which becomes one that runs over there. */
  readonly under: readonly string[];
  readonly cut: () => Promise<void>;
  readonly heal: () => Promise<void>;
}

/** For a process that is in a network of its own: that is configured here, and goes with the process. */
export async function startOtherNetwork(t: Test): Promise<OtherNetwork> {
  const holder = spawn('unshare', ['--net', 'sleep', 'infinity'], { stdio: 'ignore' });
  t.teardown(async () => {
    holder.kill('SIGKILL');
    if (holder.exitCode === null && holder.signalCode === null) await once(holder, 'exit');
  });
  const network = `/proc/${holder.pid ?? 0}/ns/net`;
  const own = await readlink('/proc/self/ns/net');
  while ((await readlink(network)) === own) await new Promise(setImmediate);
  const under = ['nsenter', `--net=${network}`];
  const here = async (words: string): Promise<void> => {
    await execa(ip, words.split(' '));
  };
  const there = async (words: string): Promise<void> => {
    await execa('nsenter', [`--net=${network}`, ip, ...words.split(' ')]);
  };
  await here(`link add ${HERE.name} type veth peer name ${THERE.name} netns ${holder.pid ?? 0}`);
  await here('link set lo up');
  await there('link set lo up');
  await here(`address add ${HERE.address}/24 dev ${HERE.name}`);
  await there(`address add ${THERE.address}/24 dev ${THERE.name}`);
  await here(`link set ${HERE.name} up`);
  await there(`link set ${THERE.name} up`);
  // Known for good: otherwise the system there would ask for it, and soon say that the host cannot be reached.
  await there(`neighbour replace ${HERE.address} lladdr ${await linkAddress()} dev ${THERE.name}`);
  return {
    address: HERE.address,
    under,
    cut: () => here(`link set ${HERE.name} down`),
    heal: () => here(`link set ${HERE.name} up`),
  };
}

async function linkAddress(): Promise<string> {
  const { stdout } = await execa(ip, ['-brief', 'link', 'show', HERE.name]);
  return /([0-9a-f]{2}:){5}[0-9a-f]{2}/.exec(stdout)?.[0] ?? '';
}
