/** Messages over a stream of bytes: one JSON text a line. Bounded, because what the other side writes is not trusted. */
import { StringDecoder } from 'node:string_decoder';
import { isWithinBounds, type JsonBounds } from '@dumont/protocol';

interface FrameLimits {
  readonly frameCharacters: number;
  readonly frames: number;
  readonly characters: number;
  /** Of each message. */
  readonly json: JsonBounds;
}

const LIMITS: FrameLimits = {
  // A profile of ten thousand operators takes about 2 MB.
  frameCharacters: 8 * 2 ** 20,
  // Ten million samples in frames of 4096, and as many other messages again.
  frames: 5000,
  // Ten million samples at twenty-five characters each.
  characters: 256 * 2 ** 20,
  // Ten thousand inputs with eight dimensions each come to 140,000 values, as many operators to 60,000. Brackets alone would make
  // 70 bytes of each character.
  json: { depth: 16, values: 2 ** 18 },
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
 * @throws FrameError for a frame that is too long, holds too much or is no JSON, and for too many of them
 */
export async function* readFrames(
  source: AsyncIterable<Uint8Array>,
  limits: FrameLimits = LIMITS,
): AsyncGenerator {
  const decoder = new StringDecoder('utf8');
  let [frames, characters] = [0, 0];
  let pending: string[] = [];
  let pendingLength = 0;
  for await (const chunk of source) {
    const lines = decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)).split('\n');
    for (const [index, text] of lines.entries()) {
      characters += text.length + 1;
      if (characters > limits.characters) {
        throw new FrameError(`it sent more than ${limits.characters} characters`);
      }
      pending.push(text);
      pendingLength += text.length;
      if (pendingLength > limits.frameCharacters) {
        throw new FrameError(`it sent a message of more than ${limits.frameCharacters} characters`);
      }
      if (index === lines.length - 1) break;
      frames += 1;
      if (frames > limits.frames) throw new FrameError(`it sent more than ${limits.frames} messages`);
      yield parse(pending.join(''), limits.json);
      pending = [];
      pendingLength = 0;
    }
  }
}

function parse(text: string, bounds: JsonBounds): unknown {
  if (!isWithinBounds(text, bounds)) {
    throw new FrameError(
      `it sent a message of more than ${bounds.values} values, or more than ${bounds.depth} deep`,
    );
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new FrameError('it sent a message that is no JSON', { cause: error });
  }
}
