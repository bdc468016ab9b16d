import t from 'tap';
import { SharedTasks } from './shared-tasks.ts';

const never = new AbortController().signal;
const take = (value: string) => value;

/** A task whose work the test ends, and what happened to it. */
function createTasks() {
  const disposed: string[] = [];
  const begun: AbortSignal[] = [];
  const works: PromiseWithResolvers<string>[] = [];
  const tasks = new SharedTasks<string>(async (value) => {
    disposed.push(value);
  });
  const work = async (signal: AbortSignal): Promise<string> => {
    const running = Promise.withResolvers<string>();
    begun.push(signal);
    works.push(running);
    return running.promise;
  };
  const settle = () => new Promise(setImmediate);
  return { tasks, disposed, begun, works, work, settle };
}

await t.test('it is done once for all, and disposed of when all have taken it', async (t) => {
  const { tasks, disposed, works, work, settle } = createTasks();
  const both = [1, 2].map(async () => tasks.join('key', { signal: never, take }, work));
  const other = tasks.join('other', { signal: never, take }, work);
  await settle();
  t.equal(works.length, 2);
  works[0]?.resolve('value');
  t.strictSame(await Promise.all(both), ['value', 'value']);
  t.strictSame(disposed, ['value']);
  works[1]?.resolve('else');
  t.equal(await other, 'else');
});

await t.test("a failure is everybody's, and forgotten", async (t) => {
  const { tasks, disposed, works, work, settle } = createTasks();
  const both = [1, 2].map(async () => tasks.join('key', { signal: never, take }, work));
  await settle();
  works[0]?.reject(new Error('no'));
  t.match(await Promise.allSettled(both), [{ reason: { message: 'no' } }, { reason: { message: 'no' } }]);
  const again = tasks.join('key', { signal: never, take }, work);
  await settle();
  works[1]?.resolve('yes');
  t.equal(await again, 'yes');
  t.strictSame(disposed, ['yes']);
});

await t.test('who comes while an abandoned one ends waits for that, and gets one of his own', async (t) => {
  const { tasks, disposed, begun, works, work, settle } = createTasks();
  const controller = new AbortController();
  const first = tasks.join('key', { signal: controller.signal, take }, work);
  await settle();
  controller.abort(new Error('enough'));
  await settle();
  t.equal(begun[0]?.aborted, true);
  const second = tasks.join('key', { signal: never, take }, work);
  await settle();
  t.equal(works.length, 1, 'not two at once');
  works[0]?.resolve('too late');
  await t.rejects(first, { message: 'enough' });
  await settle();
  t.equal(works.length, 2);
  works[1]?.resolve('value');
  t.equal(await second, 'value');
  t.strictSame(disposed, ['too late', 'value']);
});

await t.test('progress is told to whoever waits', async (t) => {
  const tasks = new SharedTasks<string>(async () => undefined);
  const told: [number, number | null][] = [];
  await tasks.join(
    'key',
    { signal: never, take, onProgress: (...progress) => told.push(progress) },
    async (_signal, report) => {
      report(1, 2);
      return 'value';
    },
  );
  t.strictSame(told, [[1, 2]]);
});
