import t from 'tap';
import { WithheldJobs } from './withheld-jobs.ts';

await t.test('a job that is not given while others are: its own trouble', async (t) => {
  const jobs = new WithheldJobs();
  t.equal(jobs.withheld('a'), 'unknown', 'nothing to compare it with');
  t.equal(jobs.withheld('a'), 'unknown');
  jobs.given('b');
  t.equal(jobs.withheld('a'), 'job');
  t.equal(jobs.withheld('a'), 'job');
  jobs.given('a');
  t.equal(jobs.withheld('a'), 'unknown', 'it was given: all is forgotten');
});

await t.test('two jobs in a row: the orchestrator’s trouble, until it gives one', async (t) => {
  const jobs = new WithheldJobs();
  jobs.withheld('a');
  t.equal(jobs.withheld('b'), 'orchestrator');
  t.equal(jobs.withheld('a'), 'orchestrator');
  jobs.given('c');
  t.equal(jobs.withheld('d'), 'unknown');
  t.equal(jobs.withheld('b'), 'job');
});
