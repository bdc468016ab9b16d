import t from 'tap';
import { childEnvironment } from './cleared-environment.ts';

const NO_CACHES = { CUDA_CACHE_DISABLE: '1', MESA_SHADER_CACHE_DISABLE: 'true', __GL_SHADER_DISK_CACHE: '0' };

await t.test('secrets of the parent do not reach the child', async (t) => {
  const child = childEnvironment({
    PATH: '/bin',
    AWS_SECRET_ACCESS_KEY: 's',
    NODE_OPTIONS: '--inspect',
    REDIS_URL: 'r',
  });
  t.same(child, { PATH: '/bin', ORT_DISABLE_TELEMETRY: '1', ...NO_CACHES });
});

await t.test('the runtime may not phone home, nor take its settings from a model', async (t) => {
  const child = childEnvironment({ ORT_DISABLE_TELEMETRY: '0', ORT_LOAD_CONFIG_FROM_MODEL: '1' });
  t.same(child, { ORT_DISABLE_TELEMETRY: '1', ...NO_CACHES });
});

await t.test('folders to write to are those that are there inside', async (t) => {
  const child = childEnvironment({ TMPDIR: '/var/tmp', HOME: '/root' }, '/tmp');
  t.match(child, { HOME: '/tmp', TMPDIR: '/tmp', XDG_RUNTIME_DIR: '/tmp', ORT_DISABLE_TELEMETRY: '1' });
});

await t.test('Apple’s frameworks have their temporary files there too', async (t) => {
  const suffixOf = (scratch: string | null) =>
    childEnvironment({ DIRHELPER_USER_DIR_SUFFIX: 'x' }, scratch)['DIRHELPER_USER_DIR_SUFFIX'];
  t.equal(suffixOf('/var/folders/zz/abc_1/T/dumont-scratch-a1'), 'dumont-scratch-a1');
  t.equal(suffixOf('/private/var/folders/zz/abc_1/T/dumont-scratch-a1'), 'dumont-scratch-a1');
  for (const elsewhere of ['/tmp', '/var/folders/zz/abc_1/T', '/var/folders/zz/abc_1/T/a/b', null])
    t.equal(suffixOf(elsewhere), undefined, 'the system knows no such folder');
});

await t.test('what drivers compile lies in the memory of the sandbox, or nowhere', async (t) => {
  const own = {
    CUDA_CACHE_PATH: '/home/nv',
    XDG_CACHE_HOME: '/home/cache',
    MESA_SHADER_CACHE_DIR: '/home/mesa',
  };
  t.match(childEnvironment(own, '/tmp'), {
    CUDA_CACHE_PATH: '/tmp/cache',
    XDG_CACHE_HOME: '/tmp/cache',
    MESA_SHADER_CACHE_DIR: '/tmp/cache',
  });
  t.same(childEnvironment(own), { ORT_DISABLE_TELEMETRY: '1', ...NO_CACHES });
});

await t.test('the loader looks in the folders of the provider first', async (t) => {
  const child = childEnvironment({ LD_LIBRARY_PATH: '/usr/cuda:' }, null, ['/store/a', '/store/b']);
  t.equal(child['LD_LIBRARY_PATH'], '/store/a:/store/b:/usr/cuda');
});
