import t from 'tap';
import { askSystem } from './ask-system.ts';

await t.test('gives the answer', async (t) => {
  t.ok(await askSystem(async ({ mem }) => (await mem()).total > 0));
});

await t.test('does not wait for one that never comes', async (t) => {
  t.equal(await askSystem(() => Promise.withResolvers<number>().promise, 1), null);
});
