import t from 'tap';
import { isTooManyClients, refusalOf, whyUnanswered } from './redis-trouble.ts';

function replied(message: string): Error {
  return Object.assign(new Error(message), { name: 'ReplyError' });
}

await t.test('what the server says, and what it means for the connection', (t) => {
  for (const [message, means] of [
    ["READONLY You can't write against a read only replica.", 'connection'],
    ['LOADING Redis is loading the dataset in memory', 'connection'],
    ['MASTERDOWN Link with MASTER is down', 'connection'],
    ['NOAUTH Authentication required.', 'connection'],
    ['WRONGPASS invalid username-password pair or user is disabled.', 'connection'],
    ['UNBLOCKED force unblock from blocking operation', 'connection'],
    ['ERR max number of clients reached', 'full'],
    ["OOM command not allowed when used memory > 'maxmemory'.", 'command'],
    ["NOPERM this user has no permissions to run the 'lpush' command", 'command'],
    [
      "ERR The user executing the script can't run this command or subcommand script: 53e7, on @user_script:15.",
      'command',
    ],
    ["ERR ACL failure in script: User w has no permissions to run the 'lmove' command", 'command'],
    ['ERR Error running script (call to f_53e7): @user_script:7: -OOM command not allowed when …', 'command'],
    ['ERR Error running script (call to f_53e7): @user_script: 7: WRONGTYPE Operation against …', 'command'],
    ["ERR Error running script (call to f_53e7): @user_script: 7: -READONLY You can't write …", 'connection'],
    ['NOSCRIPT No matching script.', 'none'],
    ['ERR syntax error', 'none'],
  ] as const) {
    t.match(refusalOf(replied(message)), { means, message }, message);
  }
  t.equal(refusalOf(new Error('OOM')), null, 'not an answer');
  t.equal(refusalOf(null), null);
  t.end();
});

await t.test('the reason is named, not what ioredis makes of it', (t) => {
  const closed = new Error('Connection is closed.');
  t.equal(whyUnanswered(closed, null, 3000), 'there is no connection to Redis');
  t.match(whyUnanswered(closed, new Error('self-signed certificate'), 3000), /self-signed certificate/);
  t.match(whyUnanswered(closed, replied('WRONGPASS invalid'), 3000), /WRONGPASS/);
  t.match(
    whyUnanswered(new Error('write EPIPE'), replied('ERR max number of clients reached'), 3000),
    /max number/,
  );
  t.match(whyUnanswered(new Error('Command timed out'), null, 3000), /not answered for 3 s/);
  const both = new AggregateError([new Error('connect ECONNREFUSED ::1:6379')], '');
  t.match(whyUnanswered(closed, both, 3000), /ECONNREFUSED/);
  t.end();
});

await t.test('a full server is found behind other errors', (t) => {
  t.ok(isTooManyClients(new Error('no connection', { cause: replied('ERR max number of clients reached') })));
  t.notOk(isTooManyClients(new Error('no connection')));
  t.notOk(isTooManyClients(undefined));
  t.end();
});
