/**
 * Which keys of the kernel's a started process inherits: none. A session keyring goes from process to process, past all namespaces: whoever
 * started Dumont may have secrets in it (Kerberos, encrypted folders), and one model could leave something in it for the next.
 */
import { setTimeout } from 'node:timers/promises';
import { loadLibc, type KeyringOutcome } from '../../host/libc.ts';

/** Among what is missing: a process may share a keyring with others. */
export const KEYRING_INHERITED = 'keyring';

/** Keys of a process that has just ended count as its user's for a moment. */
const TRIES = 10;
const PAUSE_MS = 20;

/**
 * The thread that calls this loses its session keyring; the others of this program keep it.
 * @param start starts the process at once, with nothing in between: what this thread has at that moment is inherited
 */
export async function withOwnKeyring<Started>(
  start: (outcome: KeyringOutcome) => Started,
  join?: () => KeyringOutcome,
): Promise<Started> {
  const joinNew = join ?? (await loadLibc())?.joinNewKeyring;
  if (joinNew === undefined) return start(process.platform === 'linux' ? 'failed' : 'none');
  for (let tried = 1; tried < TRIES; tried += 1) {
    const outcome = joinNew();
    if (outcome !== 'failed') return start(outcome);
    await setTimeout(PAUSE_MS);
  }
  return start(joinNew());
}
