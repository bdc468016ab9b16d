import t from 'tap';
import { nameModel, redactUrl, splitCredentials } from './model-url.ts';

await t.test('the address is shown without what may be secret', async (t) => {
  t.equal(redactUrl('https://user:pass@host:8443/a/m.onnx?token=abc#x'), 'https://host:8443/a/m.onnx?…');
  t.equal(redactUrl('http://host/m.onnx'), 'http://host/m.onnx');
});

await t.test('user and password become a header', async (t) => {
  t.strictSame(splitCredentials('http://a%40b:p%25w@host/m.onnx'), {
    url: 'http://host/m.onnx',
    headers: { authorization: `Basic ${Buffer.from('a@b:p%w').toString('base64')}` },
  });
  t.strictSame(splitCredentials('http://host/m.onnx'), { url: 'http://host/m.onnx', headers: {} });
});

await t.test('name and format come from the first name that ends like a model', async (t) => {
  const plain = 'http://host/x/model.onnx?download=1';
  t.strictSame(nameModel(plain, null, plain), { fileName: 'model.onnx', format: 'onnx' });
  const id = 'http://host/files/42';
  t.strictSame(nameModel(id, 'attachment; filename="a b.ONNX"', id), {
    fileName: 'a b.ONNX',
    format: 'onnx',
  });
  t.strictSame(nameModel(id, "attachment; filename*=UTF-8''caf%C3%A9.mlmodel", id), {
    fileName: 'café.mlmodel',
    format: 'mlmodel',
  });
  t.strictSame(nameModel(id, null, 'http://cdn/real.onnx'), { fileName: 'real.onnx', format: 'onnx' });
  t.equal(nameModel(id, 'attachment; filename="page.html"', id), undefined);
  for (const name of ['a.mlpackage', 'a.MLMODELC', 'a.mlpackage.zip', 'a.zip']) {
    const named = { fileName: name, format: 'zip' };
    t.strictSame(nameModel(`http://host/${name}`, null, id), named, 'a folder comes in an archive');
  }
  t.equal(nameModel('http://host/', null, 'http://host/'), undefined);
});

await t.test("a server's name cannot leave the folder", async (t) => {
  const id = 'http://host/42';
  const nameOf = (name: string) => nameModel(id, `attachment; filename="${name}"`, id)?.fileName;
  t.equal(nameOf('../../etc/passwd.onnx'), 'passwd.onnx');
  t.equal(nameModel('http://host/%2e%2e%2fup.onnx', null, id)?.fileName, 'up.onnx');
  t.equal(nameModel('http://host/..%5Cc:x.onnx', null, id)?.fileName, 'c_x.onnx');
  t.equal(nameModel('http://host/.onnx', null, id)?.fileName, undefined, 'an ending alone is no name');
  t.equal(nameModel('http://host/%00%0a.onnx', null, id)?.fileName, '__.onnx');
  t.ok((nameModel(`http://host/${'x'.repeat(400)}.onnx`, null, id)?.fileName.length ?? 999) <= 120);
  t.equal(nameModel('http://host/50%.onnx', null, id)?.fileName, '50%.onnx', 'a stray percent sign');
});
