import t from 'tap';
import { claimedKey, queueKeys } from './keys.ts';

await t.test('every key of a queue carries the queue as its hash tag', async (t) => {
  for (const queue of [
    'jobs:worker-0a1b2c3d4e5f',
    'jobs:capability:cpu_onnx',
    'jobs:capability:CPU (ONNX)',
  ]) {
    const { queue: list, lease, job, redo, done } = queueKeys(queue);
    t.equal(list, queue);
    const own = [lease, job, redo, done, claimedKey(queue, 'worker-0a1b2c3d4e5f')];
    t.equal(new Set(own).size, 5);
    for (const key of own) t.equal(/\{(.+?)\}/.exec(key)?.[1], queue);
  }
});

await t.test('a name with a hash tag of its own lends it to all', async (t) => {
  for (const queue of ['jobs:w{1}', 'jobs:{a}{b}']) {
    const [, tag] = /\{([^}]+)\}/.exec(queue) ?? [];
    const { lease, job, redo, done } = queueKeys(queue);
    const own = [lease, job, redo, done, claimedKey(queue, 'w{1}')];
    t.equal(new Set(own).size, 5);
    for (const key of own) t.equal(/\{(.+?)\}/.exec(key)?.[1], tag);
  }
  t.not(queueKeys('jobs:w{1}').lease, queueKeys('jobs:v{1}').lease);
  t.doesNotThrow(() => queueKeys('jobs:}{'));
});
