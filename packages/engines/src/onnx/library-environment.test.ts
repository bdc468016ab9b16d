import t from 'tap';
import { prepareLibraryEnvironment } from './library-environment.ts';

await t.test('no usage data is sent, and no options are taken from a model', async (t) => {
  t.intercept(process, 'env', {
    value: { ORT_DISABLE_TELEMETRY: '0', ORT_LOAD_CONFIG_FROM_MODEL: '1', PATH: '/bin' },
  });
  prepareLibraryEnvironment();
  t.strictSame(process.env, { ORT_DISABLE_TELEMETRY: '1', PATH: '/bin' });
});
