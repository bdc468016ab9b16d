import os from 'node:os';
import t from 'tap';
import { countCpuList, parseAllowedCores, readCores } from './cores.ts';

await t.test('lists of cores', async (t) => {
  t.equal(countCpuList('0'), 1);
  t.equal(countCpuList('0-3'), 4);
  t.equal(countCpuList('0-3,8,10-11'), 7);
  t.equal(countCpuList(''), 0);
});

await t.test('the cores that a process may run on', async (t) => {
  t.equal(
    parseAllowedCores('Name:\tnode\nCpus_allowed:\tff\nCpus_allowed_list:\t0-7\nMems_allowed:\t1\n'),
    8,
  );
  t.equal(parseAllowedCores('Name:\tnode\n'), null);
});

await t.test('this machine', async (t) => {
  const cores = await readCores();
  t.ok(cores.count >= 1 && cores.count <= os.cpus().length);
  t.not(cores.model, '');
});
