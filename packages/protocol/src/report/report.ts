/** `dumont.report/2`: what one benchmark of one model on one compute unit found. One JSON object; `report.schema.json` is made from it. */
import { z } from 'zod';
import { acceleratorEvidenceSchema } from './accelerator-evidence.ts';
import { acceleratorSchema } from './accelerator.ts';
import { deviceSchema } from './device.ts';
import { energySchema } from './energy.ts';
import { engineSchema, profileSchema } from './engine.ts';
import { environmentSchema } from './environment.ts';
import { inferenceSchema } from './inference.ts';
import { expectationSchema, reportInputSchema } from './inputs.ts';
import { loadSchema } from './load.ts';
import { memorySchema } from './memory.ts';
import { modelSchema } from './model.ts';
import { outputDriftSchema } from './output-drift.ts';
import { reportErrorSchema, warningSchema } from './outcome.ts';
import { floorSchema } from './floor.ts';
import { cgroupSchema, gcSchema } from './pauses.ts';
import { sandboxSchema } from './sandbox.ts';
import { settingsSchema } from './settings.ts';
import { sustainedSchema } from './sustained.ts';
import { timelineSchema } from './timeline.ts';

export const REPORT_SCHEMA = 'dumont.report/2';

export const reportSchema = z.strictObject({
  schema: z.literal(REPORT_SCHEMA),
  status: z.enum(['complete', 'failed']),
  createdUtc: z.iso.datetime(),
  model: modelSchema,
  engine: engineSchema,
  settings: settingsSchema,
  inputs: z.array(reportInputSchema),
  load: loadSchema.nullable(),
  inference: inferenceSchema.nullable(),
  /** Null on the CPU, and where nothing of it was read. */
  accelerator: acceleratorSchema.nullable(),
  /** Null on the CPU, and where nothing of it was read. Left out in reports from before it. */
  acceleratorEvidence: acceleratorEvidenceSchema.nullable().exactOptional(),
  /** Null where inference did not come to its end. Left out in reports from before it. */
  energy: energySchema.nullable().exactOptional(),
  /** Only where a sustained measurement was asked for. */
  sustained: sustainedSchema.nullable().optional(),
  memory: memorySchema.nullable(),
  /** Null where inference did not come to its end. Left out in reports from before it. */
  gc: gcSchema.nullable().exactOptional(),
  /** Null where no control group counts. Left out in reports from before it. */
  cgroup: cgroupSchema.nullable().exactOptional(),
  /** A run of a model that does nothing, through the same code. */
  floor: floorSchema.nullable(),
  expectation: expectationSchema.nullable(),
  /** Null where the CPU ran, or nothing was compared. Left out in reports from before it. */
  outputDrift: outputDriftSchema.nullable().exactOptional(),
  profile: profileSchema.nullable(),
  /** Null where the measured process was never started. Left out in reports from before it. */
  timeline: timelineSchema.nullable().exactOptional(),
  device: deviceSchema,
  environment: environmentSchema,
  sandbox: sandboxSchema,
  warnings: z.array(warningSchema),
  error: reportErrorSchema.nullable(),
});
export type BenchmarkReport = z.infer<typeof reportSchema>;
