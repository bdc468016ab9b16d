import t from 'tap';
import { nextHop } from './next-hop.ts';

const from = new URL('https://host/a/m.onnx');
const to = (location: string) => nextHop(from, location).href;

await t.test('a redirect leads on, relative or not, without credentials', async (t) => {
  t.equal(to('b.onnx'), 'https://host/a/b.onnx');
  t.equal(to('//cdn/b.onnx?key=1#part'), 'https://cdn/b.onnx?key=1');
  t.equal(to('https://user:secret@cdn/b.onnx'), 'https://cdn/b.onnx');
  t.equal(nextHop(new URL('http://host/'), 'https://host/').protocol, 'https:');
});

await t.test('it leads nowhere but to http(s), and never back to http', async (t) => {
  for (const location of [
    'file:///etc/passwd',
    'ftp://host/m.onnx',
    'data:,x',
    'javascript:1',
    'gopher://h/1',
  ]) {
    t.throws(() => to(location), /which is not http\(s\)/, location);
  }
  t.throws(() => to('http://host/m.onnx'), /from https to http/);
  t.throws(() => to('https://[bad/'), /no address/);
  t.throws(() => nextHop(from, undefined), /no address/);
  t.throws(() => nextHop(from, ['https://a/', 'https://b/']), /no address/);
});
