import t from 'tap';
import {
  endingOfSent,
  formatOfName,
  formatRow,
  MODEL_FILE_ENDINGS,
  SENT_ENDINGS,
  sentFormatOfName,
} from './formats.ts';

await t.test('a name tells the format by its ending, in any case', async (t) => {
  t.equal(formatOfName('A.MlPackage'), 'mlpackage');
  t.equal(formatOfName('model.onnx'), 'onnx');
  t.equal(formatOfName('onnx'), undefined);
  t.equal(formatOfName('model.onnx.txt'), undefined);
});

await t.test('a package is a folder; the rest are files', async (t) => {
  t.ok(formatRow('mlpackage').isFolder);
  t.notOk(formatRow('onnx').isFolder);
  // @ts-expect-error: a name that arrived by a way around the types
  t.throws(() => formatRow('tflite'), RangeError);
  t.strictSame(MODEL_FILE_ENDINGS, ['.onnx', '.ort', '.mlmodel']);
  t.strictSame(SENT_ENDINGS, ['.onnx', '.ort', '.mlmodel', '.zip']);
  t.equal(sentFormatOfName('a.ONNX'), 'onnx');
  t.equal(sentFormatOfName('a.mlpackage'), 'zip');
  t.equal(sentFormatOfName('a.onnx.ZIP'), 'zip');
  t.equal(sentFormatOfName('a.txt'), undefined);
  t.strictSame([endingOfSent('zip'), endingOfSent('ort')], ['.zip', '.ort']);
});
