/** Entry of the isolated process: takes one task, does it, says so, and ends. */
import { DumontError, RUNNER_PROTOCOL_VERSION, toDumontError } from '@dumont/protocol';
import { openChannel } from './channel.ts';
import { runTask } from './run-task.ts';

const MAX_MESSAGE_LENGTH = 8192;

const channel = openChannel();
await channel.send({ type: 'online', version: RUNNER_PROTOCOL_VERSION });
try {
  await runTask(await channel.receiveTask(), channel);
  await channel.send({ type: 'finished' });
} catch (thrown) {
  const error = outOfMemory(thrown) ?? toDumontError(thrown);
  await channel.send({
    type: 'failed',
    code: error.code,
    message: error.message.slice(0, MAX_MESSAGE_LENGTH),
  });
}
// Not left to the event loop: a native library's threads must not keep a finished process alive.
process.exit(0);

/** V8 gives up on a buffer that the system has no memory for. */
function outOfMemory(thrown: unknown): DumontError | null {
  if (!(thrown instanceof RangeError) || !thrown.message.includes('allocation failed')) return null;
  return new DumontError('MEMORY_EXCEEDED', `The process got no more memory: ${thrown.message}.`, {
    cause: thrown,
  });
}
