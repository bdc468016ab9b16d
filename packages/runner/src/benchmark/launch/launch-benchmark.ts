/** The one way to benchmark a model: in fresh, isolated processes, under a deadline, ending in a report. */
import {
  DumontError,
  type BenchmarkReport,
  type EngineRef,
  type ExecutionProvider,
  type PassedOver,
  type ReportError,
  type SandboxReport,
} from '@dumont/protocol';
import { manifestOf } from '@dumont/engines/manifests';
import { readDevice } from '../device/inventory.ts';
import { startEnvironment, type EnvironmentRecorder } from '../environment/environment.ts';
import type { ModelIdentity } from '../../models/identity.ts';
import type { BoardIdentity } from '../meters/accelerator/board.ts';
import type { OpenFile } from '../../models/open-file.ts';
import { OpenModel } from '../../models/open-model.ts';
import { bindsFiles } from '../sandbox/find-layers.ts';
import { closeProviders, openProviders } from '../../providers/open-providers.ts';
import type { OpenProvider } from '../../providers/open-provider.ts';
import { thisPlace } from '../../providers/place.ts';
import { inSentences, whatProviderLacks, withProvider } from '../../providers/with-provider.ts';
import { GivenFiles } from '../sandbox/given-files.ts';
import { noSandbox } from '../sandbox/plan.ts';
import { Sandbox } from '../sandbox/sandbox.ts';
import { DEFAULT_SANDBOX, type SandboxSettings } from '../sandbox/settings.ts';
import { assembleReport } from './assemble-report.ts';
import { openLibrary } from './open-library.ts';
import { toReportError } from './task-errors.ts';
import { withDeadline } from '../../host/deadline.ts';
import { judge } from './judge.ts';
import type { BenchmarkRequest, LaunchOptions } from './benchmark-request.ts';
import type { CompiledModel } from '../../compiled/kept-model.ts';
import { compiledFormat, compileModel } from './compile-model.ts';
import { onCard } from './choose-card.ts';
import { chooseRunning, type Choice } from './choose-running.ts';
import { checkSessionOptions } from './check-session-options.ts';
import { listPassedOver } from './resolve-provider.ts';
import { runStages, type StageConditions } from './run-stages.ts';
import { sessionOf } from './session-of.ts';
import { noStages, type Stages } from './stages.ts';
import { reportWarnings } from './report-warnings.ts';

/**
 * Benchmarks one model on one compute unit.
 * @returns the report, with `status: "failed"` and the cause where anything about the model, the machine or a limit failed it
 * @throws the signal's reason where the caller aborted; every process is gone and every temporary file removed by then
 */
export async function launchBenchmark(
  request: BenchmarkRequest,
  options: LaunchOptions = {},
): Promise<BenchmarkReport> {
  const createdUtc = new Date().toISOString();
  const ms = Math.max(0, request.timeoutMs - (options.spentMs ?? 0));
  const limit = { ms, overdue: overdue(request.timeoutMs), outer: options.signal };
  return withDeadline(limit, (signal) => benchmark(request, createdUtc, { ...options, signal }));
}

async function benchmark(
  request: BenchmarkRequest,
  createdUtc: string,
  options: LaunchOptions & { signal: AbortSignal },
): Promise<BenchmarkReport> {
  const [device, recorder] = await Promise.all([readDevice(), startEnvironment()]);
  const conditions = {
    signal: options.signal,
    memoryLimitBytes: request.memoryLimitBytes,
    onEvent: options.onEvent ?? (() => undefined),
  };
  const run = await runToEnd(request, conditions);
  const { stages } = run;
  const environment = await recorder.finish(environmentFacts(stages));
  const report = assembleReport(request, { createdUtc, device, environment, ...run });
  return { ...report, warnings: reportWarnings(request, report, stages) };
}

function environmentFacts(stages: Stages): Parameters<EnvironmentRecorder['finish']>[0] {
  const phases = stages.measured?.phases;
  return {
    interference: {
      load: phases?.get('load')?.interference ?? null,
      inference: phases?.get('measure')?.interference ?? null,
    },
  };
}

interface Run {
  readonly requestedProvider: string;
  readonly passedOver: readonly PassedOver[];
  /** The one that was chosen for it. */
  readonly card: BoardIdentity | null;
  readonly identity: ModelIdentity | null;
  readonly librarySha256: string | null;
  readonly stages: Stages;
  readonly sandbox: SandboxReport;
}

/** What is open for the time of the benchmark, as far as it came. */
interface Opened {
  model: OpenModel | null;
  library: OpenFile | null;
  providers: readonly OpenProvider[];
  given: GivenFiles;
  compiled: CompiledModel | null;
  sandbox: Sandbox | null;
}

interface Whole extends Omit<StageConditions, 'sandbox' | 'model' | 'libraries'> {
  readonly opened: Opened;
  readonly settings: SandboxSettings;
}

/** Whatever goes wrong with model, machine or limits becomes the stages' error; a bug is thrown. */
async function runToEnd(
  request: BenchmarkRequest,
  conditions: Omit<StageConditions, 'sandbox' | 'model' | 'libraries'>,
): Promise<Run> {
  const stages = noStages();
  const settings = request.sandbox ?? DEFAULT_SANDBOX;
  const opened: Opened = {
    ...{ model: null, library: null, providers: [], given: GivenFiles.NONE },
    ...{ compiled: null, sandbox: null },
  };
  let choice: Choice | null = null;
  try {
    choice = await chooseRunning(request, { signal: conditions.signal, sandbox: settings });
    checkSessionOptions(request);
    const { provider, card } = choice;
    const engine = withProvider(request, provider, thisPlace());
    const model = await OpenModel.open(request.model, conditions.signal, {
      onHashed: (hashedBytes, totalBytes) => {
        conditions.onEvent({ type: 'hashing', hashedBytes, totalBytes });
      },
      refuseForeign: isBuiltIn(request.engine),
    });
    opened.model = model;
    stages.copiedBytes = await prepare(model, request, settings, conditions.signal);
    stages.subnormalShare = await model.subnormalShare();
    const library = await openLibrary(engine, conditions.signal);
    opened.library = library;
    const providers = await openProviders(engine, thisPlace(), conditions.signal);
    opened.providers = providers;
    opened.given = await openGiven(request, settings.mode);
    const asked = { ...onCard(request, card), engine };
    const whole = { ...conditions, opened, settings, memoryLimitBytes: request.memoryLimitBytes };
    await runConfined(asked, provider, whole, { model, stages });
    stages.error = withRemedy(stages.error, choice, engine);
    stages.error ??= judge(request, stages);
  } catch (error) {
    if (!(error instanceof DumontError)) throw error;
    stages.error ??= toReportError(error, null);
  } finally {
    await closeAll(opened);
  }
  const { model, library, sandbox } = opened;
  return {
    ...describeChoice(choice),
    identity: model?.identity ?? null,
    librarySha256: library?.sha256 ?? null,
    stages,
    sandbox: sandbox?.describe() ?? noSandbox(settings.mode),
  };
}

function describeChoice(choice: Choice | null): Pick<Run, 'requestedProvider' | 'passedOver' | 'card'> {
  const { provider, passedOver, card } = choice ?? { provider: 'none', passedOver: [], card: null };
  return { requestedProvider: provider, passedOver, card };
}

/** Of the model, or of what it is compiled to; each with a sandbox that shows it. */
async function runConfined(
  asked: BenchmarkRequest,
  provider: ExecutionProvider,
  { opened, settings, ...conditions }: Whole,
  { model, stages }: { model: OpenModel; stages: Stages },
): Promise<void> {
  const confine = async (files: OpenModel['files'], given: GivenFiles): Promise<Sandbox> => {
    await opened.sandbox?.close();
    opened.sandbox = await Sandbox.open(settings, conditions.memoryLimitBytes, files, given);
    return opened.sandbox;
  };
  const to = compiledFormat(asked.engine, model.format);
  if (to !== null) {
    opened.compiled = await compileModel(model, to, {
      ...conditions,
      session: sessionOf(asked, provider),
      openSandbox: () => confine(model.files, GivenFiles.NONE),
    });
    const { compileMs, wasKept } = opened.compiled;
    stages.compiled = { compileMs, wasKept };
  }
  const run = opened.compiled?.model ?? model;
  const sandbox = await confine(run.files, opened.given);
  const libraries = librariesOf(opened);
  await runStages(asked, provider, { ...conditions, sandbox, model: run, libraries }, stages);
}

async function closeAll({ model, library, providers, given, compiled, sandbox }: Opened): Promise<void> {
  await sandbox?.close();
  await compiled?.[Symbol.asyncDispose]();
  await given[Symbol.asyncDispose]();
  await closeProviders(providers);
  await library?.close();
  await model?.[Symbol.asyncDispose]();
}

function librariesOf({ library, providers }: Opened): StageConditions['libraries'] {
  return [...(library === null ? [] : [library]), ...providers];
}

/** A provider says by its error that it does not load; what it lacks can be seen from here. */
function withRemedy(
  error: ReportError | null,
  { provider, passedOver, absent }: Choice,
  engine: EngineRef,
): ReportError | null {
  if (error?.code !== 'UNIT_UNAVAILABLE') return error;
  const lacks = whatProviderLacks(provider, engine, thisPlace());
  const message = lacks === null ? error.message : inSentences(error.message, lacks);
  const others = [...passedOver, ...absent];
  if (others.length === 0) return { ...error, message };
  return { ...error, message: inSentences(message, `Nor can another run it: ${listPassedOver(others)}.`) };
}

/** Where nothing keeps the engine from other files, it opens them itself. */
async function openGiven(request: BenchmarkRequest, mode: SandboxReport['mode']): Promise<GivenFiles> {
  return mode === 'off' ? GivenFiles.NONE : GivenFiles.open(request);
}

/** What somebody else's engine loads is its own matter. */
function isBuiltIn(engine: EngineRef): boolean {
  return engine.package === null && manifestOf(engine) !== null;
}

/** @returns how many bytes were copied for the engine */
async function prepare(
  model: OpenModel,
  { model: { sha256 } }: BenchmarkRequest,
  settings: SandboxSettings,
  signal: AbortSignal,
): Promise<number> {
  model.demand(sha256);
  await model.openWeights(settings.mode === 'off' ? 'followed' : 'checked', signal);
  return (await bindsFiles(settings)) ? 0 : model.gather(signal);
}

function overdue(timeoutMs: number): DumontError {
  return new DumontError(
    'DEADLINE_EXCEEDED',
    `The benchmark was ended after ${timeoutMs / 1000} s, its time limit: give more by --timeout, or measure less.`,
  );
}
