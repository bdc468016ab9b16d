/** Which runs of the history are of the same thing, so that their figures are a course over time. Pure. */
import { createHash } from 'node:crypto';
import {
  checksumOf,
  describeGiven,
  describeSessionExtras,
  type BenchmarkReport,
  type ReportInput,
  type ReportProvider,
} from '@dumont/protocol';

/** The same model with the same inputs, set the same, in the same version of ONNX Runtime: what else changes is what a trend is to show. */
export function seriesOf({ model, engine, inputs, settings }: BenchmarkReport): string {
  const { intraOpThreads, interOpThreads, graphOptimization, executionMode } = settings;
  const key = [
    // Models that differ in weights alone have one graph; a report that knows the graph's checksum alone keeps its key.
    checksumOf(model) ?? model.fileName,
    engine.computeUnit,
    // What the C API gives is not what onnxruntime-node gives; reports from before there was a choice keep their key.
    ...(engine.api === undefined ? [] : [engine.api]),
    // Somebody who tries versions in turn has a series of each.
    ...(engine.library === undefined ? [] : [engine.library.version]),
    // Loads from the disk are no loads from the page cache.
    ...(settings.cold === true ? ['cold'] : []),
    ...(engine.provider === undefined ? [] : [describeProvider(engine.provider)]),
    inputs.map(describeInput),
    [intraOpThreads, interOpThreads, graphOptimization, executionMode, ...describeSessionExtras(settings)],
  ];
  return createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 16);
}

function describeProvider({ name, version, options, devices }: ReportProvider): unknown[] {
  const told = Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));
  return [name, version, told, devices.map((device) => device.name)];
}

function describeInput(input: ReportInput): unknown[] {
  const { name, dtype, shape, container, value, sha256 } = input;
  // What is not there is left out: the same report of an older version has the same key.
  const given = input.source === 'random' ? undefined : (value ?? sha256 ?? describeGiven(input));
  return [name, dtype, shape, container, given].filter((part) => part !== undefined);
}
