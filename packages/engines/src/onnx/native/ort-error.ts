/** A status of ONNX Runtime's that is not well. */

/** OrtErrorCode, in its order. */
const CODES = [
  'OK',
  'FAIL',
  'INVALID_ARGUMENT',
  'NO_SUCHFILE',
  'NO_MODEL',
  'ENGINE_ERROR',
  'RUNTIME_EXCEPTION',
  'INVALID_PROTOBUF',
  'MODEL_LOADED',
  'NOT_IMPLEMENTED',
  'INVALID_GRAPH',
  'EP_FAIL',
] as const;

/** The message is the runtime's own: `explain-error.ts` has words for a person. */
export class OrtError extends Error {
  override readonly name = 'OrtError';
  readonly ortCode: (typeof CODES)[number];

  constructor(code: number, message: string) {
    super(message);
    this.ortCode = CODES[code] ?? 'FAIL';
  }
}
