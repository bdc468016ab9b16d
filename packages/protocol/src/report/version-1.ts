/**
 * `dumont.report/1`, which is read for ever and written no more. What moved or went since stands here as it was; the rest is shared
 * with today's schema, to which fields are only ever added.
 */
import { z } from 'zod';
import type { Accelerator } from './accelerator.ts';
import { environmentSchema } from './environment.ts';
import { inferenceSchema } from './inference.ts';
import { reportInputSchema, type ReportInput } from './inputs.ts';
import { mb } from './numbers.ts';
import { REPORT_SCHEMA, reportSchema, type BenchmarkReport } from './report.ts';

const inputSchema = reportInputSchema.extend({
  source: z.enum(['random', 'value', 'file']),
  /** Found by trying, because the model refused the default. */
  searched: z.boolean(),
});

const { accelerator: _none, ...unchanged } = reportSchema.shape;

export const reportSchema1 = z.strictObject({
  ...unchanged,
  schema: z.literal('dumont.report/1'),
  inputs: z.array(inputSchema),
  inference: inferenceSchema
    .extend({ gpuPercent: z.number().nonnegative().nullable(), vramMb: mb.nullable() })
    .nullable(),
  environment: environmentSchema.extend({ onnxruntime: z.string().nullable() }),
});
type Report1 = z.infer<typeof reportSchema1>;

/** @returns the same in today's form; what version 1 did not say is null or left out */
export function migrateReport1(report: Report1): BenchmarkReport {
  const { engine, inputs, inference, environment, ...unmoved } = report;
  const { onnxruntime, ...surroundings } = environment;
  return {
    ...unmoved,
    schema: REPORT_SCHEMA,
    engine: onnxruntime === null ? engine : { library: { version: onnxruntime, sha256: null }, ...engine },
    environment: surroundings,
    inputs: inputs.map(migrateInput),
    ...(inference === null ? { inference, accelerator: null } : splitInference(inference)),
  };
}

function splitInference({ gpuPercent, vramMb, ...inference }: NonNullable<Report1['inference']>) {
  return { inference, accelerator: acceleratorOf(gpuPercent, vramMb) };
}

function migrateInput({ searched, source, ...rest }: Report1['inputs'][number]): ReportInput {
  return { ...rest, source: searched ? 'searched' : source };
}

function acceleratorOf(utilizationPercent: number | null, vramPeakMb: number | null): Accelerator | null {
  if (utilizationPercent === null && vramPeakMb === null) return null;
  return {
    name: null,
    uuid: null,
    driver: null,
    utilizationPercent,
    vramPeakMb,
    vramBaselineMb: null,
    powerW: null,
    idlePowerW: null,
    energyMjPerRun: null,
    clockMhz: null,
    temperatureC: null,
    throttled: null,
  };
}
