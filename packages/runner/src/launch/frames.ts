/** Messages over a stream of bytes: one JSON text a line. Bounded, because what the other side writes is not trusted. */
import { StringDecoder } from 'node:string_decoder';

/** A profile of ten thousand operators takes about 2 MB. */
export const MAX_FRAME_CHARACTERS = 8 * 2 ** 20;
/** Ten million samples in frames of 4096, and as many other messages again. */
export const MAX_FRAMES = 5000;
/** Ten million samples at twenty-five characters each. */
export const MAX_CHARACTERS = 256 * 2 ** 20;

export interface FrameLimits {
  readonly frameCharacters: number;
  readonly frames: number;
  readonly characters: number;
}

const LIMITS: FrameLimits = {
  frameCharacters: MAX_FRAME_CHARACTERS,
  frames: MAX_FRAMES,
  characters: MAX_CHARACTERS,
};

/** What the other side sent breaks the rules of the channel. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

export function encodeFrame(message: unknown): string {
  return `${JSON.stringify(message)}\n`;
}

/**
 * Splits and parses what comes; holds no more than one frame. The source is read no faster than the messages are taken, so that a
 * flood waits in the writer's own memory.
 * @throws FrameError for a frame that is too long or is no JSON, and for too many of them
 */
export async function* readFrames(
  source: AsyncIterable<Uint8Array>,
  limits: FrameLimits = LIMITS,
): AsyncGenerator {
  const decoder = new StringDecoder('utf8');
  const budget = { frames: 0, characters: 0 };
  let pending: string[] = [];
  let pendingLength = 0;
  for await (const chunk of source) {
    const lines = decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)).split('\n');
    for (const [index, text] of lines.entries()) {
      spend(budget, text.length + 1, limits);
      pending.push(text);
      pendingLength += text.length;
      if (pendingLength > limits.frameCharacters) {
        throw new FrameError(`it sent a message of more than ${limits.frameCharacters} characters`);
      }
      if (index === lines.length - 1) break;
      budget.frames += 1;
      if (budget.frames > limits.frames) throw new FrameError(`it sent more than ${limits.frames} messages`);
      yield parse(pending.join(''));
      pending = [];
      pendingLength = 0;
    }
  }
}

function spend(budget: { characters: number }, characters: number, limits: FrameLimits): void {
  budget.characters += characters;
  if (budget.characters > limits.characters) {
    throw new FrameError(`it sent more than ${limits.characters} characters`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new FrameError('it sent a message that is no JSON', { cause: error });
  }
}
