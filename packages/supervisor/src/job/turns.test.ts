import t from 'tap';
import { Turns, type Turn } from './turns.ts';

const { signal } = new AbortController();
const GPU = 'GPU (ONNX)';
const CPU = 'CPU (ONNX)';

/** What has been granted by the time that everything which can go on has. */
async function settled(promises: readonly Promise<Turn>[]): Promise<(string | null | undefined)[]> {
  const waiting = new Promise<undefined>((resolve) => {
    setImmediate(() => {
      resolve(undefined);
    });
  });
  return Promise.all(promises.map((promise) => Promise.race([promise.then(({ card }) => card), waiting])));
}

await t.test('each card has one job at a time', async (t) => {
  const turns = new Turns(['GPU-a', 'GPU-b']);
  const first = await turns.take(GPU, signal);
  t.equal(first.card, 'GPU-a');
  const [second, third] = [turns.take(GPU, signal), turns.take(GPU, signal)];
  t.strictSame(await settled([second, third]), ['GPU-b', undefined]);
  first.end();
  t.equal((await third).card, 'GPU-a');
  first.end();
  t.strictSame(await settled([turns.take(GPU, signal)]), [undefined], 'a turn ends once');
});

await t.test('nothing is measured beside a job on the CPU', async (t) => {
  const turns = new Turns(['GPU-a', 'GPU-b']);
  const card = await turns.take(GPU, signal);
  const [cpu, later] = [turns.take(CPU, signal), turns.take(GPU, signal)];
  t.strictSame(await settled([cpu, later]), [undefined, undefined], 'nor does a later one go before it');
  card.end();
  t.strictSame(await settled([cpu, later]), [null, undefined]);
  (await cpu).end();
  t.type((await later).card, 'string');
});

await t.test('with one card or none there is one job at a time, and no card is named', async (t) => {
  for (const cards of [[], ['GPU-a']]) {
    const turns = new Turns(cards);
    const first = await turns.take(GPU, signal);
    t.equal(first.card, null);
    const others = [turns.take(CPU, signal), turns.take(GPU, signal), turns.take(null, signal)];
    t.strictSame(await settled(others), [undefined, undefined, undefined]);
    first.end();
    t.strictSame(await settled(others), [null, undefined, undefined]);
  }
});

await t.test('who is called off waits no longer, and holds up nobody', async (t) => {
  const turns = new Turns(['GPU-a', 'GPU-b']);
  const first = await turns.take(GPU, signal);
  const off = new AbortController();
  const cpu = turns.take(CPU, off.signal);
  const later = turns.take(GPU, signal);
  t.strictSame(await settled([later]), [undefined]);
  const reason = new Error('stopping');
  const refused = t.rejects(cpu, reason);
  off.abort(reason);
  await refused;
  t.strictSame(await settled([later]), ['GPU-b']);
  await t.rejects(turns.take(GPU, off.signal), reason);
  first.end();
});
