/** Entry of the isolated process: takes one task, does it, says so, and ends. */
import {
  DumontError,
  RUNNER_PROTOCOL_VERSION,
  runnerErrorCodeSchema,
  toDumontError,
  type FromRunner,
} from '@dumont/protocol';
import { openChannel, tellExit } from './channel.ts';
import { runTask } from './run-task.ts';

const MAX_MESSAGE_LENGTH = 8192;

const channel = openChannel();
process.on('exit', tellExit);
await channel.send({ type: 'online', version: RUNNER_PROTOCOL_VERSION });
try {
  await runTask(await channel.receiveTask(), channel);
  await channel.send({ type: 'finished' });
} catch (thrown) {
  await channel.send(failure(outOfMemory(thrown) ?? toDumontError(thrown)));
}
// Not left to the event loop: a native library's threads must not keep a finished process alive.
process.exit(0);

/** An engine of somebody else's may throw what is not for this process to say. */
function failure({ code, message }: DumontError): FromRunner {
  const own = runnerErrorCodeSchema.safeParse(code);
  const words = own.success ? message : `${code}: ${message}`;
  return { type: 'failed', code: own.data ?? 'INTERNAL', message: words.slice(0, MAX_MESSAGE_LENGTH) };
}

/** V8 gives up on a buffer that the system has no memory for. */
function outOfMemory(thrown: unknown): DumontError | null {
  if (!(thrown instanceof RangeError) || !thrown.message.includes('allocation failed')) return null;
  return new DumontError('MEMORY_EXCEEDED', `The process got no more memory: ${thrown.message}.`, {
    cause: thrown,
  });
}
