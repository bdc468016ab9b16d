import t from 'tap';
import { DumontError } from '@dumont/protocol';
import { explainError } from './explain-error.ts';
import { ForeignError } from './objc/foundation.ts';

const generic = (words: string) => new ForeignError('com.apple.CoreML', 0, words);

await t.test('of an error without a number its words tell', async (t) => {
  const of = (words: string, during: 'load' | 'run') => explainError(generic(words), during, 'It failed');
  t.match(
    of('Failed to build the model execution plan using a model architecture file: error code: -14', 'load'),
    {
      code: 'MODEL_UNSUPPORTED',
      message: /could not plan it for this compute unit\. CoreML says: Failed to build/,
    },
  );
  t.equal(of('compiler version 9 requires macOS 15', 'load').code, 'MODEL_UNSUPPORTED');
  t.equal(of('Not enough memory for the tensor', 'run').code, 'MEMORY_EXCEEDED');
  t.equal(of('whatever', 'load').code, 'MODEL_INVALID');
  t.equal(of('whatever', 'run').code, 'INFERENCE_FAILED');
});

await t.test('numbers of other domains mean something else', async (t) => {
  const error = new ForeignError('NSCocoaErrorDomain', 9, 'x'.repeat(10_000));
  const explained = explainError(error, 'load', 'It failed');
  t.equal(explained.code, 'MODEL_INVALID');
  t.ok(explained.message.length < 800, 'bounded');
  t.equal(explained.cause, error);
});

await t.test('errors of ours stay, and bugs are not hidden', async (t) => {
  const own = new DumontError('USAGE', 'x');
  t.equal(explainError(own, 'run', ''), own);
  t.throws(() => explainError(new TypeError('bug'), 'run', ''), TypeError);
});
