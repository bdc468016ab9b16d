/** What one benchmark's report says of a unit. Pure. */
import type { BenchmarkReport, ProbedUnit } from '@dumont/protocol';
import { fail, pass, passIf, skipped, type Outcome } from './check.ts';

/** Of outputs in reduced precision, such as TF32, which CUDA computes in where nobody says otherwise. */
export const LARGEST_DRIFT = 1e-2;
/** By which a figure of the same work may differ from one run to the next. */
const NOISE = 1.25;

/** @returns why there is nothing to look at, or null */
export function whyItDidNotRun({ status, error }: BenchmarkReport): string | null {
  return status === 'complete' ? null : `${error?.code ?? 'failed'}: ${error?.message ?? 'no reason given'}`;
}

/** @param isAsked whether somebody asked for this very unit: one that was only tried may be missing */
export function judgeUnit(probe: ProbedUnit | undefined, isAsked: boolean): Outcome {
  if (probe === undefined) return fail('the probe does not know it');
  const software = (probe.devices ?? []).filter(({ isSoftware }) => isSoftware === true);
  if (!probe.available) {
    const why = `it does not run here: ${probe.reason ?? 'no reason given'}`;
    return isAsked ? fail(why) : skipped(why);
  }
  if (software.length === 0) return pass(describeDevices(probe.devices ?? []));
  const names = software.map(({ name }) => name).join(', ');
  return isAsked
    ? pass(`${names}, in software: nothing here is said of a card`)
    : skipped(`there is ${names} alone, which computes on the CPU; --unit webgpu takes it all the same`);
}

export function judgeModel(report: BenchmarkReport): Outcome {
  const { inference, load } = report;
  const why = whyItDidNotRun(report);
  if (why !== null || inference === null) return fail(why ?? 'the report has no inference');
  const { ms, firstMs } = inference;
  return pass(
    `median ${time(ms.median)} of ${ms.n} runs, load ${time(load?.ms.median ?? NaN)}, first run ${time(firstMs)}`,
  );
}

export function judgeDevices({ engine }: BenchmarkReport): Outcome {
  const { provider, requestedProvider } = engine;
  if (provider === undefined) return fail(`the report tells nothing of ${requestedProvider}`);
  const devices = describeDevices(provider.devices);
  const version = provider.version ?? 'no version';
  return passIf(provider.devices.length > 0, `${provider.name} (${version}): ${devices}`);
}

export function judgePlacement({ engine: { placement } }: BenchmarkReport): Outcome {
  if (placement === null) return fail('the report has none');
  const nodes = Object.entries(placement.nodes).map(([provider, count]) => `${count} on ${provider}`);
  const copies = placement.copies === undefined ? '' : `, ${placement.copies} copies`;
  const seen = `${placement.verdict}: ${nodes.join(', ') || 'no nodes'}${copies}`;
  return passIf(placement.verdict === 'full' && nodes.length === 1, seen);
}

export function judgeDrift({ outputDrift }: BenchmarkReport): Outcome {
  if (outputDrift === null || outputDrift === undefined) return fail('nothing was compared');
  const { maxAbs, maxRel, matched, rtol } = outputDrift;
  if (maxRel === null || maxAbs === null) {
    return fail(outputDrift.outputs.map(({ name, detail }) => `${name}: ${detail}`).join('; '));
  }
  const within = matched ? 'within' : 'beyond';
  const seen = `at most ${maxRel.toExponential(1)} of the largest value (${maxAbs.toExponential(1)}), ${within} the ${rtol} that is usual`;
  return passIf(maxRel <= LARGEST_DRIFT, seen);
}

/** What stays on the device takes no copies: it cannot take longer. */
export function judgeOnDevice({ inference }: BenchmarkReport): Outcome {
  const onDevice = inference?.onDevice ?? null;
  if (inference === null || onDevice === null) return fail(inference?.notOnDevice ?? 'the report has none');
  const { toDevice, fromDevice } = inference.copyMs ?? { toDevice: null, fromDevice: null };
  const seen =
    `host to host ${time(inference.ms.median)}, on the device ${time(onDevice.median)}, ` +
    `copies ${time(toDevice)} and ${time(fromDevice)}`;
  const isTold = toDevice !== null && fromDevice !== null;
  return passIf(isTold && onDevice.median <= inference.ms.median * NOISE, seen);
}

/** @param native by the runtime's C API @param node by the package for Node */
export function judgeApis(native: BenchmarkReport, node: BenchmarkReport): Outcome {
  const why = whyItDidNotRun(native) ?? whyItDidNotRun(node);
  const [ours, theirs] = [native.inference, node.inference];
  if (why !== null || ours === null || theirs === null) return fail(why ?? 'a report has no inference');
  if (native.engine.api !== 'native' || node.engine.api !== 'node')
    return fail('a report names another interface');
  const seen = `C API ${time(ours.ms.median)}, onnxruntime-node ${time(theirs.ms.median)}`;
  return passIf(ours.ms.median <= theirs.ms.median * NOISE, seen);
}

function describeDevices(devices: NonNullable<ProbedUnit['devices']> | readonly { name: string }[]): string {
  return devices.length === 0 ? 'it runs; no device is told' : devices.map(({ name }) => name).join(', ');
}

export function time(ms: number | null): string {
  if (ms === null || Number.isNaN(ms)) return '–';
  if (ms < 1) return `${(ms * 1000).toFixed(0)} µs`;
  return ms < 1000 ? `${Number(ms.toPrecision(3))} ms` : `${(ms / 1000).toFixed(1)} s`;
}
