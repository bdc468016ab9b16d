import t from 'tap';
import { providerName, PROVIDERS } from './providers.ts';

await t.test("the library's own names are translated, each to one of ours", async (t) => {
  t.equal(providerName('CUDAExecutionProvider'), 'cuda');
  t.equal(providerName('CPUExecutionProvider'), 'cpu');
  t.equal(providerName('QNNExecutionProvider'), 'QNNExecutionProvider', 'unknown here');
  const names = PROVIDERS.flatMap(({ name, libraryName }) => [name, libraryName]);
  t.equal(new Set(names).size, names.length);
});
