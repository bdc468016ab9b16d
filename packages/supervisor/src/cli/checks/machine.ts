/** What the service needs on this machine. */
import { access, constants, stat } from 'node:fs/promises';
import type { ProbedUnit } from '@dumont/protocol';
import { checkSandbox, enginesFor, missingLayers, probeUnits } from '@dumont/runner';
import { isNewEnough, neededNode } from '@dumont/runner/node-version';
import type { Config } from '../../config/settings.ts';
import { sandboxOf } from '../../config/job-settings.ts';
import { availableUnits } from '../../device/units.ts';
import { makeFolder } from '@dumont/runner/host';
import { createConnection } from '../../sark/queue/connection.ts';
import { scripts } from '../../sark/queue/scripts.ts';
import { diskCheck, modelRootCheck, outboxCheck } from '../../status/health-checks.ts';
import { failed, type Check, type Finding } from './check.ts';

const NEEDED_NODE = neededNode(new URL('../../../package.json', import.meta.url));
const ANYWHERE = {
  host: 'localhost',
  port: 1,
  username: null,
  password: null,
  database: 0,
  tls: false,
  ca: null,
};

export function machineChecks(config: Config): Check[] {
  return [
    { name: 'Node', run: () => Promise.resolve(checkNode(process.versions.node)) },
    { name: 'native library', run: () => checkUnits(config) },
    { name: 'sandbox', run: () => checkWalls(config) },
    { name: 'Redis client', run: () => Promise.resolve(checkRedisClient()) },
    { name: 'data folder', run: () => checkFolder(config.dataDir) },
    { name: 'disk', run: () => checkDisk(config) },
  ];
}

export function checkNode(version: string): Finding {
  const ok = isNewEnough(version, NEEDED_NODE);
  return {
    ok,
    detail: version,
    ...(ok ? {} : { remedy: `Install Node ${NEEDED_NODE} or newer.` }),
  };
}

async function checkUnits(config: Config): Promise<Finding> {
  const { signal } = new AbortController();
  const probes = await probeUnits(enginesFor(config.engine, process.cwd(), process.platform), {
    signal,
    sandbox: sandboxOf(config),
  });
  const units = availableUnits(probes);
  if (units.length > 0) return { ok: true, detail: `runs ${units.join(', ')}` };
  return {
    ok: false,
    detail: describeReasons(probes),
    remedy: 'Install the package again for this platform (npm ci); dumont-runner probe says more.',
  };
}

/** Without `strict` too: a job's model is confined less where a wall is missing. */
async function checkWalls(config: Config): Promise<Finding> {
  const settings = sandboxOf(config);
  const problem = settings.mode === 'strict' ? await checkSandbox(settings) : await missingLayers();
  if (problem === null) return { ok: true, detail: 'all walls can be had' };
  return { ok: false, detail: problem, remedy: 'docs/security.md says what each wall is for.' };
}

function describeReasons(probes: readonly ProbedUnit[]): string {
  return probes
    .map(({ unit, reason }) => `${unit}: ${reason ?? 'runs, but is unknown to Dumont'}`)
    .join('; ');
}

function checkRedisClient(): Finding {
  const redis = createConnection(ANYWHERE, 'commands');
  const usable = typeof redis.blmove === 'function';
  redis.disconnect();
  const detail = `ioredis, with ${Object.keys(scripts).length} scripts`;
  return usable ? { ok: true, detail } : { ok: false, detail, remedy: 'Install the package again (npm ci).' };
}

async function checkFolder(folder: string): Promise<Finding> {
  const remedy = `Give this user the folder (chown), or name another one by --data-dir.`;
  try {
    await makeFolder(folder);
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    const { mode } = await stat(folder);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      return { ok: false, detail: `${folder} can be entered by other users`, remedy: `chmod 700 ${folder}` };
    }
    const problem = await outboxCheck(folder).check();
    return problem === null ? { ok: true, detail: folder } : { ok: false, detail: problem, remedy };
  } catch (error) {
    return failed(error, remedy);
  }
}

async function checkDisk({ dataDir, minFreeDisk, modelRoot }: Config): Promise<Finding> {
  try {
    const problem =
      (await modelRootCheck(modelRoot).check()) ?? (await diskCheck(dataDir, minFreeDisk).check());
    if (problem === null) return { ok: true, detail: 'enough free space' };
    return {
      ok: false,
      detail: problem,
      remedy:
        'Make room, name another disk by --data-dir, or lower --min-free-disk; --model-root must be there.',
    };
  } catch (error) {
    return failed(error, 'Name a folder that there is by --data-dir.');
  }
}
