/** What callers may send. Unlike a worker's own schemas, lenient: the orchestrator takes whatever it can work with. */
import { z } from 'zod';
import { workerStatusSchema } from '@dumont/protocol/sark';

const text = z.string().nullish();

/** Facts that an id can be made of; the others are kept as they come. */
export const deviceInfoSchema = z.looseObject({
  DeviceName: text,
  Soc: text,
  Ram: z.union([z.string(), z.number()]).nullish(),
  DeviceOs: text,
  UDID: text,
});
export type DeviceInfo = z.infer<typeof deviceInfoSchema>;

export const registrationSchema = z.object({
  device_name: z.string(),
  ip_address: z.string(),
  capabilities: z.array(z.string()),
  device_info: deviceInfoSchema,
});
export type Registration = z.infer<typeof registrationSchema>;

export const statusSchema = z.object({ status: workerStatusSchema });
export const heartbeatSchema = z.object({ timestamp: z.number().optional() });

export const campaignRequestSchema = z.object({
  model_url: z.string(),
  jobs: z.array(
    z.object({
      compute_unit: z.string().default('CPU'),
      num_inference_runs: z.int().positive().default(10),
      worker_id: z.string().nullable().default(null),
      timeout_seconds: z.number().positive().optional(),
    }),
  ),
});
export type CampaignRequest = z.infer<typeof campaignRequestSchema>;

/** One result as it lies in Redis. Every other field is kept as it comes. */
export const resultSchema = z.looseObject({
  job_id: z.string(),
  status: z.string().optional(),
  result_id: z.string().optional(),
});
export type ResultRecord = z.infer<typeof resultSchema>;

/** Calls that can be slowed down or made to fail; `*` is every one. */
export const callSchema = z.enum([
  '*',
  'health',
  'register',
  'status',
  'heartbeat',
  'job',
  'campaigns',
  'workers',
  'queues',
  'reset',
  'models',
]);
export type Call = z.infer<typeof callSchema>;

export const delaySchema = z.object({ ms: z.number().nonnegative(), call: callSchema.default('*') });
export const failSchema = z.object({
  call: callSchema,
  /** An HTTP status, or the connection closed without an answer. */
  how: z.union([z.int().min(400).max(599), z.literal('hang-up')]),
  times: z.int().nonnegative().default(1),
});
export type Failure = z.infer<typeof failSchema>['how'];
export const retrySchema = z.object({ job_id: z.string() });
