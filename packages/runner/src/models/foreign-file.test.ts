import t from 'tap';
import { describeForeign } from './foreign-file.ts';

const zip = (name: string): Buffer => {
  const head = Buffer.alloc(30 + name.length);
  head.write('PK\x03\x04', 'latin1');
  head.writeUInt16LE(name.length, 26);
  head.write(name, 30, 'latin1');
  return head;
};
const tar = Buffer.alloc(512);
tar.write('ustar', 257);
const safetensors = Buffer.concat([Buffer.from([40, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('{"w":{"dtype"')]);

await t.test('what is no model is named, with what to do', (t) => {
  const cases: Readonly<Record<string, readonly [head: Buffer, words: RegExp]>> = {
    LFS: [
      Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:4d\nsize 9\n'),
      /git lfs pull.*CI/,
    ],
    page: [Buffer.from('\n<!DOCTYPE html><html>'), /page of HTML.*Download/],
    'page of UTF-8': [Buffer.from('\uFEFF<html lang="de">ü'), /page of HTML/],
    openvino: [Buffer.from('<?xml version="1.0"?>\n<net name="m" version="11">'), /OpenVINO/],
    xml: [Buffer.from('<?xml version="1.0"?><Error><Code>NoSuchKey'), /XML/],
    json: [Buffer.from('{"message": "Not Found"}'), /JSON/],
    gzip: [Buffer.from([0x1f, 0x8b, 8, 0]), /gunzip/],
    tar: [tar, /tar -xf/],
    torch: [zip('archive/data.pkl'), /torch\.onnx\.export/],
    package: [zip('m.mlpackage/Manifest.json'), /CoreML/],
    zip: [zip('model.onnx'), /a zip archive/],
    pickle: [Buffer.from([0x80, 2, 0x8a, 0x0a]), /pickle/],
    tflite: [Buffer.from('\x1c\0\0\0TFL3', 'latin1'), /TensorFlow Lite/],
    hdf5: [Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'), /Keras/],
    safetensors: [safetensors, /safetensors/],
    gguf: [Buffer.from('GGUF\x03\0\0\0', 'latin1'), /GGUF/],
    plan: [Buffer.from('ftrt\0\0\0\0', 'latin1'), /TensorRT/],
    npy: [Buffer.from('\x93NUMPY\x01\0', 'latin1'), /--input/],
    ort: [Buffer.from('\x20\0\0\0ORTM', 'latin1'), /\.ort/],
    text: [Buffer.from('Not found\n'), /text/],
  };
  for (const [name, [head, words]] of Object.entries(cases)) {
    for (const format of ['onnx', 'mlmodel', null] as const)
      t.match(describeForeign(head, format), words, `${name} as ${format ?? 'nothing'}`);
  }
  t.equal(describeForeign(Buffer.from('\x20\0\0\0ORTM', 'latin1'), 'ort'), null);
  t.match(describeForeign(Buffer.from('GGUF\x03\0\0\0', 'latin1'), 'ort'), /GGUF/);
  t.end();
});

await t.test('a model is a model', (t) => {
  // The version of the format, who wrote it, and the graph: as exporters begin.
  const exported = Buffer.from('\x08\x08\x12\x07pytorch\x1a\x052.4.0:\xb2\x01', 'latin1');
  t.equal(describeForeign(exported, 'onnx'), null);
  t.equal(describeForeign(Buffer.alloc(0), 'onnx'), null, 'of nothing nothing is known');
  t.end();
});
