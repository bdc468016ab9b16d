/** The rows of the supervisor. */
import type { Room } from './room.ts';

export const ROOMS_OF_SUPERVISOR: Readonly<Record<string, Room>> = {
  supervisor: {
    holds: 'what other programs may use of it',
    imports:
      'supervisor/config supervisor/job supervisor/models supervisor/sark/queue supervisor/service supervisor/time',
  },
  'supervisor/cli': {
    holds: 'one call of dumont-supervisor, from its arguments to its exit code',
    imports:
      'protocol protocol/settings runner/command-line runner/host supervisor/cli/commands supervisor/config supervisor/log supervisor/job commander pino',
  },
  'supervisor/cli/commands': {
    holds: 'one file a command: its name, help, settings and what it does',
    imports:
      'protocol protocol/settings protocol/sark runner runner/command-line runner/host supervisor/cli supervisor/cli/checks supervisor/config supervisor/device supervisor/identity supervisor/sark/http supervisor/sark/queue supervisor/orchestrator supervisor/service pino',
  },
  'supervisor/cli/checks': {
    holds: 'what `validate` and `test` look at',
    imports:
      'protocol protocol/sark runner runner/host supervisor/config supervisor/device supervisor/identity supervisor/sark/http supervisor/sark/queue supervisor/status pino',
  },
  'supervisor/config': {
    holds: 'the settings as one configuration: flags, variables, file',
    imports:
      'protocol protocol/settings runner runner/host supervisor/config/settings supervisor/job supervisor/sark/queue zod',
  },
  'supervisor/config/settings': {
    holds: 'rows of settings, one file a group',
    imports: 'protocol/settings runner runner/command-line supervisor/config',
  },
  'supervisor/device': {
    holds: 'compute units, by having run something on each',
    imports: 'protocol runner supervisor/time pino',
  },
  'supervisor/identity': {
    holds: 'who this worker is, on disk and to the orchestrator, and that it is only once',
    imports:
      'protocol protocol/sark runner/host supervisor/log supervisor/orchestrator supervisor/status supervisor/time pino zod',
  },
  'supervisor/job': {
    holds: 'from a claim to its published result, a file a step',
    imports:
      'protocol protocol/sark runner runner/models runner/host supervisor/device supervisor/log supervisor/models supervisor/orchestrator supervisor/outbox supervisor/status supervisor/time pino',
  },
  'supervisor/log': {
    holds: 'log lines without secrets, which never block; what is told once',
    imports: 'protocol runner/host pino pino-pretty',
  },
  'supervisor/loops': {
    holds: 'processing jobs, heartbeat, leases, reaper: one file a loop',
    imports:
      'protocol/sark supervisor/identity supervisor/job supervisor/log supervisor/orchestrator supervisor/status supervisor/time pino',
  },
  'supervisor/metrics': {
    holds: 'Prometheus, health addresses',
    imports: 'protocol protocol/sark fastify prom-client',
  },
  'supervisor/models': {
    holds: 'the model cache',
    imports: 'protocol runner/host runner/models supervisor/config pino zod',
  },
  'supervisor/orchestrator': {
    holds:
      "the worker's own idea of an orchestrator: register, beat, announce, jobs, publish; forgotten, refused, away",
    imports: 'protocol protocol/sark supervisor/time pino',
  },
  'supervisor/outbox': {
    holds: 'results on disk until they are published',
    imports: 'protocol runner/host supervisor/orchestrator supervisor/time pino zod',
  },
  'supervisor/sark/http': {
    holds: "SARK's HTTP interface",
    imports: 'protocol protocol/sark runner/host supervisor/log supervisor/orchestrator ky zod',
  },
  'supervisor/sark/queue': {
    holds: "SARK's queues in Redis: connections, keys, scripts, waiting, claiming, the mark on a worker's id",
    imports: 'protocol protocol/sark runner/host supervisor/orchestrator supervisor/time ioredis pino zod',
  },
  'supervisor/service': {
    holds: 'the service: its parts, its disk and its worker, put together and ended',
    imports:
      'protocol runner runner/host supervisor/config supervisor/device supervisor/identity supervisor/job supervisor/metrics supervisor/models supervisor/orchestrator supervisor/outbox supervisor/sark/http supervisor/sark/queue supervisor/session supervisor/status supervisor/time pino',
  },
  'supervisor/sark/lua': {
    holds: 'what must happen in Redis in one step',
    imports: '',
  },
  'supervisor/session': {
    holds:
      'all loops under one worker id: where one fails, jobs in hand are given back, and another session begins',
    imports:
      'protocol supervisor/identity supervisor/job supervisor/loops supervisor/metrics supervisor/orchestrator supervisor/outbox supervisor/status supervisor/time pino',
  },
  'supervisor/status': {
    holds: 'what the worker is doing, its health, and telling the orchestrator',
    imports:
      'protocol protocol/sark runner runner/host supervisor/config supervisor/log supervisor/orchestrator supervisor/time pino',
  },
  'supervisor/testing': {
    holds: 'a clock that leaps and a log that says nothing, for tests',
    imports: 'supervisor/time pino',
  },
  'supervisor/time': {
    holds: 'clock, backoff, doorbell, leases',
    imports: '',
  },
};
