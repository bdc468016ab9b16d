import t from 'tap';
import { Owner, releasing, releasingOnThrow } from './owner.ts';

function recorder(): { released: string[]; object: (name: string) => Disposable } {
  const released: string[] = [];
  return { released, object: (name) => ({ [Symbol.dispose]: () => void released.push(name) }) };
}

await t.test('what is owned is released once, in the opposite order', async (t) => {
  const { released, object } = recorder();
  const owner = new Owner();
  owner.own(object('session'));
  owner.own(object('binding'));
  owner[Symbol.dispose]();
  owner[Symbol.dispose]();
  t.strictSame(released, ['binding', 'session']);
});

await t.test('a body that throws leaves nothing behind', async (t) => {
  const { released, object } = recorder();
  const fail = (owner: Owner): never => {
    owner.own(object('one'));
    throw new Error('in the middle');
  };
  t.throws(() => releasing(fail), /in the middle/);
  t.throws(() => releasingOnThrow(fail), /in the middle/);
  t.strictSame(released, ['one', 'one']);
});

await t.test('a body that ends well keeps or releases what it owned', async (t) => {
  const { released, object } = recorder();
  releasing((owner) => owner.own(object('temporary')));
  releasingOnThrow((owner) => owner.own(object('kept')));
  t.strictSame(released, ['temporary']);
});
