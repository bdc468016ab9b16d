/** Commands whose output nobody reads to its end, as with `| head -1`. */
import path from 'node:path';
import t from 'tap';
import { SOURCE_WORKER } from '../../tools/worker/worker-process.ts';
import { FAKE_ENGINE } from '../support/command.ts';
import { runUnread } from '../support/unread.ts';

const { PATH = '', HOME = '' } = process.env;
const dataDir = path.join(t.testdir({}), 'data');
const where = ['--data-dir', dataDir, '--engine', FAKE_ENGINE, '--sandbox', 'off', '--log-level', 'error'];
const commands = [['--help'], ['--version'], ['info', '--help'], ['info', ...where]];

await t.test(
  'a reader that leaves is no error of any command',
  { skip: process.platform === 'win32' && 'POSIX' },
  async (t) => {
    for (const words of commands) {
      t.equal(await runUnread([...SOURCE_WORKER, ...words], { PATH, HOME }), 'exit code 0', words.join(' '));
    }
    const short = ['validate', ...where, '--min-free-disk', '1000000GB'];
    const found = await runUnread([...SOURCE_WORKER, ...short], { PATH, HOME });
    t.equal(found, 'exit code 2', 'what was found counts all the same');
  },
);
