import t from 'tap';
import { childEnvironment } from './cleared-environment.ts';

await t.test('secrets of the parent do not reach the child', async (t) => {
  const child = childEnvironment({
    PATH: '/bin',
    AWS_SECRET_ACCESS_KEY: 's',
    NODE_OPTIONS: '--inspect',
    REDIS_URL: 'r',
  });
  t.same(child, { PATH: '/bin', ORT_DISABLE_TELEMETRY: '1' });
});

await t.test('the runtime may not phone home, nor take its settings from a model', async (t) => {
  const child = childEnvironment({ ORT_DISABLE_TELEMETRY: '0', ORT_LOAD_CONFIG_FROM_MODEL: '1' });
  t.same(child, { ORT_DISABLE_TELEMETRY: '1' });
});

await t.test('folders to write to are those that are there inside', async (t) => {
  const child = childEnvironment({ TMPDIR: '/var/tmp', HOME: '/root' }, '/tmp');
  t.match(child, { HOME: '/tmp', TMPDIR: '/tmp', XDG_RUNTIME_DIR: '/tmp', ORT_DISABLE_TELEMETRY: '1' });
});
