/** Runs the inventory process and waits for its facts for a limited time. */
import { fileURLToPath } from 'node:url';
import { execaNode } from 'execa';
import { killTree } from '../../host/kill-tree.ts';
import { type Facts, parseFacts } from './facts.ts';

const LIMIT_MS = 10_000;

const fromSource = import.meta.url.endsWith('.ts');
const inventoryProcess = fileURLToPath(
  new URL(fromSource ? 'inventory-process.ts' : 'inventory-process.js', import.meta.url),
);

/**
 * @param limit what ends it: it asks programs of the system, which end with it
 * @returns the facts that came in time; none when the program could not be run
 */
export async function askInventory(
  program = inventoryProcess,
  limit = AbortSignal.timeout(LIMIT_MS),
): Promise<Facts> {
  const running = execaNode(program, {
    nodeOptions: ['--no-warnings', ...(fromSource ? ['--conditions=dumont-source'] : [])],
    stdin: 'ignore',
    stderr: 'ignore',
    lines: true,
    reject: false,
  });
  const { pid } = running;
  const { promise: isEnded, resolve } = Promise.withResolvers<undefined>();
  const end = (): void => {
    resolve(undefined);
  };
  limit.addEventListener('abort', end, { once: true });
  try {
    const ended = await Promise.race([running, isEnded]);
    if (ended !== undefined) return parseFacts(ended.stdout);
    if (pid !== undefined) await killTree(pid);
    return parseFacts((await running).stdout);
  } finally {
    limit.removeEventListener('abort', end);
  }
}
