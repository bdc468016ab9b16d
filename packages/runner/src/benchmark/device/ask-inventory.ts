/** Runs the inventory process and waits for its facts for a limited time. */
import { fileURLToPath } from 'node:url';
import { execaNode } from 'execa';
import { type Facts, parseFacts } from './facts.ts';

const LIMIT_MS = 10_000;

const fromSource = import.meta.url.endsWith('.ts');
const inventoryProcess = fileURLToPath(
  new URL(fromSource ? 'inventory-process.ts' : 'inventory-process.js', import.meta.url),
);

/** @returns the facts that came in time; none when the program could not be run */
export async function askInventory(program = inventoryProcess, limitMs = LIMIT_MS): Promise<Facts> {
  const { stdout } = await execaNode(program, {
    nodeOptions: ['--no-warnings', ...(fromSource ? ['--conditions=dumont-source'] : [])],
    stdin: 'ignore',
    stderr: 'ignore',
    lines: true,
    reject: false,
    timeout: limitMs,
    killSignal: 'SIGKILL',
  });
  return parseFacts(stdout);
}
