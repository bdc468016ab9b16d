/** A process that is measured in turn with others, and stands still while it is their turn. */
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { LinuxProcess } from '../../../packages/runner/src/host/linux-process.ts';
import { killTree } from '../../../packages/runner/src/host/kill-tree.ts';
import { pauseTree, resumeTree } from '../../../packages/runner/src/host/pause-tree.ts';
import { spawnOwned, type Command } from '../../process/spawn-owned.ts';
import { figuresSchema, readySchema, type BlockCommand, type Figures, type LoadCommand } from './messages.ts';

/** How one is started: a program that speaks as messages.ts says. */
export interface Peer {
  readonly name: string;
  readonly command: Command;
  readonly env?: Readonly<Record<string, string>>;
}

export class Side implements AsyncDisposable {
  readonly #peer: Peer;
  readonly #child: ChildProcess;
  readonly #input: Writable;
  readonly #answers: AsyncIterator<string>;
  #memory: LinuxProcess | null = null;
  #baselineBytes = 0;

  /** @returns one that has loaded the runtime and the model, and stands still */
  static async start(peer: Peer, load: LoadCommand): Promise<Side> {
    const child = spawnOwned(peer.command, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...peer.env },
    });
    const { stdin, stdout } = child;
    if (stdin === null || stdout === null) throw new Error(`${peer.name} has no pipes`);
    const side = new Side(peer, child, { stdin, stdout });
    await side.#load(load);
    return side;
  }

  private constructor(peer: Peer, child: ChildProcess, pipes: { stdin: Writable; stdout: Readable }) {
    this.#peer = peer;
    this.#child = child;
    this.#input = pipes.stdin;
    this.#answers = createInterface({ input: pipes.stdout })[Symbol.asyncIterator]();
  }

  async #load(load: LoadCommand): Promise<void> {
    const { pid } = readySchema.parse(await this.#answer());
    if (pid !== this.#child.pid)
      throw new Error(`${this.#peer.name} runs in another process than the one started`);
    this.#memory = LinuxProcess.open(pid);
    this.#baselineBytes = this.#memory?.memoryBytes() ?? 0;
    this.#say(load);
    await this.#answer();
    this.#memory?.resetPeak();
    await pauseTree(pid);
  }

  /** Its turn: it runs, and stands still again. */
  async block(block: BlockCommand): Promise<Figures> {
    const pid = this.#child.pid ?? 0;
    await resumeTree(pid);
    this.#say(block);
    const figures = figuresSchema.parse(await this.#answer());
    await pauseTree(pid);
    return figures;
  }

  /** @returns MB (2^20 bytes) at the highest point since the model was loaded, above what the runtime alone took; null where unknown */
  peakAboveBaselineMb(): number | null {
    const peak = this.#memory?.peakBytes() ?? null;
    return peak === null ? null : (peak - this.#baselineBytes) / 2 ** 20;
  }

  /** @returns MB (2^20 bytes) now */
  residentMb(): number | null {
    const bytes = this.#memory?.memoryBytes() ?? null;
    return bytes === null ? null : bytes / 2 ** 20;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#memory?.close();
    await killTree(this.#child.pid ?? 0);
  }

  #say(words: object): void {
    this.#input.write(`${JSON.stringify(words)}\n`);
  }

  async #answer(): Promise<unknown> {
    const next = await this.#answers.next();
    if (next.done === true) throw new Error(`${this.#peer.name} ended`);
    return JSON.parse(next.value);
  }
}
