import t from 'tap';
import { driversOf, providerName, PROVIDERS } from './providers.ts';

await t.test("the library's own names are translated, each to one of ours", async (t) => {
  t.equal(providerName('CUDAExecutionProvider'), 'cuda');
  t.equal(providerName('CPUExecutionProvider'), 'cpu');
  t.equal(providerName('QNNExecutionProvider'), 'QNNExecutionProvider', 'unknown here');
  const names = PROVIDERS.flatMap(({ name, libraryName }) => [
    name,
    ...(libraryName === null ? [] : [libraryName]),
  ]);
  t.equal(new Set(names).size, names.length);
});

await t.test('what drivers need is known of each provider', async (t) => {
  t.strictSame(driversOf(['cpu']), []);
  const [drivers, ...others] = driversOf(['cpu', 'cuda', 'webgpu']);
  t.strictSame(others, [], 'each once');
  for (const name of ['nvidia0', 'nvidiactl', 'dri', 'kfd', 'dxg', 'accel'])
    t.match(name, drivers?.devices, name);
  for (const name of ['sda', 'mem', 'dri2', 'kvm']) t.notMatch(name, drivers?.devices, name);
});
