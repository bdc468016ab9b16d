/** The worker, once there is a disk to work on: finds out who and what it is, registers, and takes jobs, session after session. */
import { launchBenchmark, listCards } from '@dumont/runner';
import os from 'node:os';
import path from 'node:path';
import { jobSettings } from '../config/job-settings.ts';
import { IdentityKeeper } from '../identity/identity-keeper.ts';
import { asKnown, readIdentity } from '../identity/identity.ts';
import { Registrar } from '../identity/registrar.ts';
import { toRegistration } from '../identity/registration.ts';
import type { JobGround } from '../job/job-context.ts';
import { Turns } from '../job/turns.ts';
import { UnknownJobs } from '../job/unknown-jobs.ts';
import { WithheldJobs } from '../job/withheld-jobs.ts';
import { beginSession } from '../session/begin-session.ts';
import { SessionOutdated, type Footing } from '../session/footing.ts';
import { runSessions } from '../session/run-sessions.ts';
import type { SessionContext } from '../session/session-context.ts';
import { LEASE_MS, leaseTimes } from '../time/lease-times.ts';
import { unlessAborted } from '../time/unless-aborted.ts';
import type { Foundation } from './foundation.ts';
import type { Stores } from './stores.ts';

/** Resolves when draining has begun and nothing is left to do. @throws DumontError where another process has the worker's identity */
export async function runWorker(foundation: Foundation, stores: Stores): Promise<void> {
  const { options, health, monitoring, clock, log } = foundation;
  const { config, signals } = options;
  const { draining } = signals;
  await health.add(stores.lock.check);
  const facts = await unlessAborted(findOut(foundation), draining);
  if (facts === null) return;
  const { found, units, cards } = facts;
  const identity = await readIdentity(config.dataDir, found.udid, log);
  const keeper = new IdentityKeeper(config.dataDir, identity, (problem) => {
    health.report('identity', problem);
  });
  await health.add(keeper.check);
  const device = asKnown(found, identity, config.deviceName);
  let known = units;
  const registrar = new Registrar(keeper.workerId, {
    orchestrator: foundation.orchestrator,
    registration: () => toRegistration(device, known),
    log,
    isTakenOver: keeper.isTakenOver,
    onWorkerId: (workerId) => keeper.keep(workerId),
  });
  const workerId = await registrar.firstWorkerId(clock, draining);
  if (workerId === null) return;
  monitoring.registered();
  const ground = layGround(foundation, stores, { device, turns: new Turns(cards) });
  const run = async (footing: Footing): Promise<void> => {
    if (footing.units !== known) registrar.outdated();
    known = footing.units;
    tellUnits(footing, foundation);
    const context = sessionContext(footing, foundation, { registrar, ground, stores });
    await beginSession(footing, context, (signal) => watchUnits(footing, foundation, signal), signals);
  };
  await runSessions({ workerId, units }, { run, clock, log }, draining);
}

async function findOut({ options, device, finder, broker, health, log }: Foundation) {
  const { draining } = options.signals;
  const [found, cards, units] = await Promise.all([
    device(),
    (options.parts?.cards ?? listCards)(),
    finder.find(draining),
    broker.connect().catch((error: unknown) => {
      log.warn({ err: error }, 'Redis cannot be reached: trying again');
    }),
    health.checkAll(draining),
  ]);
  return { found, cards, units };
}

function layGround(
  { options, health, state, clock }: Foundation,
  { models, outbox }: Stores,
  given: Pick<JobGround, 'device' | 'turns'>,
): JobGround {
  const { config, signals, parts } = options;
  return {
    ...given,
    ...{ models, outbox, health, state, clock },
    enginePackage: config.engine,
    settings: jobSettings(config),
    launch: parts?.launch ?? launchBenchmark,
    ownFolders: [path.resolve(config.dataDir), os.tmpdir()],
    unknownJobs: new UnknownJobs(),
    withheldJobs: new WithheldJobs(),
    draining: signals.draining,
  };
}

function sessionContext(
  { workerId }: Footing,
  { options, orchestrator, broker, state, health, metrics, audience, clock, log }: Foundation,
  given: { readonly registrar: Registrar; readonly ground: JobGround; readonly stores: Stores },
): SessionContext {
  const { config, parts } = options;
  const { registrar, ground, stores } = given;
  return {
    ...{ orchestrator, registrar, broker, state, health, metrics, ground, clock },
    lock: stores.lock,
    outbox: stores.outbox,
    concurrency: config.concurrency,
    wake: config.wake,
    times: leaseTimes(parts?.leaseMs ?? LEASE_MS),
    log: log.child({ workerId }),
    onAnnouncer: (announcer) => {
      audience.announcer = announcer;
    },
  };
}

function tellUnits({ units }: Footing, { health }: Foundation): void {
  if (units.length > 0) health.recovered('units');
  else health.report('units', 'this machine can run no compute unit');
}

/** Without any unit there is nothing to be done but to look again. */
async function watchUnits(now: Footing, { finder }: Foundation, signal: AbortSignal): Promise<void> {
  if (now.units.length > 0) return;
  const units = await finder.untilFound(signal);
  if (units.length > 0) throw new SessionOutdated('compute units have been found', { ...now, units });
}
