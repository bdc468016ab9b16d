import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { LeapingClock } from '../testing/leaping-clock.ts';
import { silentLog } from '../testing/silent-log.ts';
import { OrchestratorError } from '../orchestrator/orchestrator-error.ts';
import { Outbox, type OutboxEntry } from './outbox.ts';
import { OutboxRelay } from './outbox-relay.ts';

const entry = (jobId: string): OutboxEntry => ({
  workerId: 'w',
  queue: 'jobs:w',
  jobId,
  token: 't',
  record: { job_id: jobId },
});

await t.test(
  'Redis away for long: every result is published once it is back, and none is lost',
  async (t) => {
    const outbox = await Outbox.open(t.testdir({}), silentLog);
    await outbox.put(entry('a'));
    await outbox.put(entry('b'));
    const clock = new LeapingClock();
    const published: string[] = [];
    let away = true;
    const end = new AbortController();
    const relay = new OutboxRelay({
      outbox,
      clock,
      log: silentLog,
      send: ({ jobId }) => {
        if (away) return Promise.reject(new OrchestratorError('away', 'away'));
        published.push(jobId);
        return Promise.resolve('OK');
      },
      onPublished: () => undefined,
      onStuck: () => undefined,
    });
    const running = relay.run(end.signal);
    const c = entry('c');
    await outbox.put(c);
    const waiting = relay.publish(c, end.signal);
    while (clock.now() < 600_000) await clock.sleep(0, end.signal);
    t.same(published, []);
    t.equal(outbox.entries.length, 3);
    away = false;
    await waiting;
    t.same(published.sort(), ['a', 'b', 'c']);
    t.same(outbox.entries, []);
    end.abort();
    await running;
  },
);

await t.test('a result that is refused holds back no other', async (t) => {
  const outbox = await Outbox.open(t.testdir({}), silentLog);
  for (const jobId of ['a', 'b', 'c']) await outbox.put(entry(jobId));
  const published: string[] = [];
  const end = new AbortController();
  const relay = new OutboxRelay({
    outbox,
    clock: new LeapingClock(),
    log: silentLog,
    send: ({ jobId }) => {
      if (jobId === 'b')
        return Promise.reject(new OrchestratorError('WRONGTYPE Operation against a key', 'refused'));
      published.push(jobId);
      if (published.length === 2) end.abort();
      return Promise.resolve('OK');
    },
    onPublished: () => undefined,
    onStuck: () => undefined,
  });
  await relay.run(end.signal);
  t.same(published.sort(), ['a', 'c']);
  t.same(
    outbox.entries.map(({ jobId }) => jobId),
    ['b'],
  );
});

await t.test('one that had been published is done with too', async (t) => {
  const outbox = await Outbox.open(t.testdir({}), silentLog);
  await outbox.put(entry('a'));
  const answers: string[] = [];
  const end = new AbortController();
  const relay = new OutboxRelay({
    outbox,
    clock: new LeapingClock(),
    log: silentLog,
    send: () => Promise.resolve('DUP'),
    onPublished: (_entry, answer) => {
      answers.push(answer);
      end.abort();
    },
    onStuck: () => undefined,
  });
  await relay.run(end.signal);
  t.same(answers, ['DUP']);
  t.same(outbox.entries, []);
});

await t.test('whoever waits for a publication can be let go', async (t) => {
  const outbox = await Outbox.open(t.testdir({}), silentLog);
  const relay = new OutboxRelay({
    outbox,
    clock: new LeapingClock(),
    log: silentLog,
    send: () => Promise.reject(new OrchestratorError('away', 'away')),
    onPublished: () => undefined,
    onStuck: () => undefined,
  });
  const end = new AbortController();
  const waiting = relay.publish(entry('a'), end.signal);
  end.abort();
  await waiting;
  t.pass();
});

await t.test(
  'a result that the disk did not take is written while it waits, once there is room',
  async (t) => {
    const folder = path.join(t.testdir({}), 'outbox');
    const outbox = await Outbox.open(folder, silentLog);
    await rm(folder, { recursive: true });
    await writeFile(folder, '');
    await t.rejects(outbox.put(entry('a')), { code: 'ENOTDIR' });
    const end = new AbortController();
    let tries = 0;
    const relay = new OutboxRelay({
      outbox,
      clock: new LeapingClock(),
      log: silentLog,
      send: async () => {
        tries += 1;
        if (tries === 2) {
          await rm(folder);
          await mkdir(folder);
        }
        if (tries === 3) end.abort();
        throw new OrchestratorError('away', 'away');
      },
      onPublished: () => undefined,
      onStuck: () => undefined,
    });
    await relay.run(end.signal);
    t.same((await Outbox.open(folder, silentLog)).entries, [entry('a')]);
  },
);
