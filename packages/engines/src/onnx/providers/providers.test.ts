import t from 'tap';
import { executionProviderSchema } from '@dumont/protocol';
import { providers } from './index.ts';

await t.test('every provider has its file, under its own name', async (t) => {
  for (const name of executionProviderSchema.options) t.equal(providers[name].name, name);
});
