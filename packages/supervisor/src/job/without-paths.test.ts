import t from 'tap';
import { withoutPaths } from './without-paths.ts';

const folders = ['/var/lib/dumont', '/tmp'];

await t.test('the model goes by its file name', async (t) => {
  const model = { path: '/var/lib/dumont/models/ab12', fileName: 'resnet.onnx' };
  t.equal(
    withoutPaths('Load model from /var/lib/dumont/models/ab12 failed: not a protobuf', { model, folders }),
    'Load model from resnet.onnx failed: not a protobuf',
  );
  t.equal(
    withoutPaths('cannot open "/var/lib/dumont/models/weights.bin": no such file', { model, folders }),
    'cannot open "weights.bin": no such file',
  );
});

await t.test('other places of the worker are named by their last part', async (t) => {
  const cases = {
    'Cannot use the model cache /var/lib/dumont/models: EROFS.': 'Cannot use the model cache models: EROFS.',
    'ENOENT: /tmp/dumont-x7/input.npy (open)': 'ENOENT: input.npy (open)',
    'The disk of /var/lib/dumont is full.': 'The disk of dumont is full.',
    'See /tmp/a/b.': 'See b.',
    'http://host/tmpfile and /tmpfs/x stay': 'http://host/tmpfile and /tmpfs/x stay',
  };
  for (const [text, expected] of Object.entries(cases)) t.equal(withoutPaths(text, { folders }), expected);
});
