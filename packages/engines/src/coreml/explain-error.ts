/** CoreML's errors in our catalogue: most have the code 0, and only their text tells them apart. */
import { DumontError, type ErrorCode } from '@dumont/protocol';
import { ForeignError } from './objc/foundation.ts';

const DOMAIN = 'com.apple.CoreML';
const MOST_QUOTED = 600;

interface Explanation {
  readonly code: ErrorCode;
  /** Reads after "because". */
  readonly text: string;
}

/** MLModelError. */
const BY_NUMBER: Readonly<Record<number, Explanation>> = {
  1: { code: 'INFERENCE_FAILED', text: 'a value is not what the model takes' },
  3: { code: 'MODEL_INVALID', text: 'its file cannot be read' },
  4: { code: 'MODEL_UNSUPPORTED', text: 'it needs a layer of custom code' },
  5: { code: 'MODEL_UNSUPPORTED', text: 'it is a model of custom code' },
  6: { code: 'MODEL_UNSUPPORTED', text: 'it wants to be updated' },
  7: { code: 'MODEL_UNSUPPORTED', text: 'a parameter cannot be had from it' },
  8: { code: 'MODEL_UNSUPPORTED', text: 'it is encrypted, and its key cannot be fetched' },
  9: { code: 'MODEL_UNSUPPORTED', text: 'it is encrypted' },
  10: { code: 'MODEL_UNSUPPORTED', text: 'it is of a collection of models that cannot be had' },
  11: { code: 'INFERENCE_FAILED', text: 'the prediction was cancelled' },
};

const BY_TEXT: readonly (readonly [pattern: RegExp, explanation: Explanation])[] = [
  [
    /out of memory|not enough memory|cannot allocate/i,
    { code: 'MEMORY_EXCEEDED', text: 'it asked for more memory than there is' },
  ],
  [
    /newer version|specification version|compiler version|requires (macOS|iOS)/i,
    { code: 'MODEL_UNSUPPORTED', text: 'it is for a newer macOS than this' },
  ],
  [
    /failed to build the model execution plan|ANE|E5RT|neural engine/i,
    { code: 'MODEL_UNSUPPORTED', text: 'CoreML could not plan it for this compute unit' },
  ],
];

/** @param during what was done: it decides where the error itself does not */
export function explainError(cause: unknown, during: 'load' | 'run', what: string): DumontError {
  if (cause instanceof DumontError) return cause;
  if (!(cause instanceof ForeignError)) throw cause;
  const { code, text } = explanationOf(cause, during);
  const words = cause.message.replace(/\s+/g, ' ').trim().slice(0, MOST_QUOTED);
  return new DumontError(code, `${what}: ${text}. CoreML says: ${words} (${cause.domain} ${cause.code})`, {
    cause,
  });
}

function explanationOf({ domain, code, message }: ForeignError, during: 'load' | 'run'): Explanation {
  const byText = BY_TEXT.find(([pattern]) => pattern.test(message));
  if (byText !== undefined) return byText[1];
  const byNumber = domain === DOMAIN ? BY_NUMBER[code] : undefined;
  if (byNumber !== undefined) return byNumber;
  return during === 'load'
    ? { code: 'MODEL_INVALID', text: 'CoreML found an error in it; check the export' }
    : { code: 'INFERENCE_FAILED', text: 'CoreML could not run it on these inputs' };
}
