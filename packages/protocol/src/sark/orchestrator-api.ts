/** Every call that a worker makes to a SARK orchestrator. Requests are exact; in answers, unknown fields are ignored. */
import { z } from 'zod';
import { jobResponseSchema } from './job.ts';
import type { Device } from '../report/index.ts';
import { MB_PER_GB } from '../measures.ts';
import { workerStatusSchema } from './worker-status.ts';

export const deviceInfoSchema = z.strictObject({
  DeviceName: z.string(),
  DeviceYear: z.int().nullable(),
  Soc: z.string(),
  /** Whole GB, as a string. */
  Ram: z.string().regex(/^\d+$/),
  DiscreteGpu: z.string().nullable(),
  /** GB, as a string like `Ram`. */
  VRam: z.string().nullable(),
  DeviceOs: z.string(),
  DeviceOsVersion: z.string(),
  /** The orchestrator makes the worker's id of it; without one, identical machines are taken for the same. */
  UDID: z.string().nullable(),
});
export type DeviceInfo = z.infer<typeof deviceInfoSchema>;

export const registrationSchema = z.strictObject({
  device_name: z.string().min(1),
  ip_address: z.string().min(1),
  capabilities: z.array(z.string()),
  device_info: deviceInfoSchema,
});
export type Registration = z.infer<typeof registrationSchema>;

/** Dots alone are steps in a path however they are encoded, and half a character has no encoding: such an id cannot be asked for. */
export function fitsInPath(id: string): boolean {
  return id !== '' && id !== '.' && id !== '..' && id.isWellFormed();
}

const believedWorkerSchema = z.object({ device_name: z.string(), capabilities: z.array(z.string()) });
/** What the orchestrator believes of a worker. */
export type BelievedWorker = z.infer<typeof believedWorkerSchema>;

/** One call: `path` is relative to the orchestrator's base URL; the ids in it are ones that fit in a path. */
export const orchestratorApi = {
  health: {
    method: 'GET',
    path: () => 'api/health',
    response: z.object({
      status: z.string(),
      redis: z
        .object({ connected: z.boolean(), host: z.string(), port: z.int(), db: z.int() })
        .partial()
        .optional(),
    }),
  },
  register: {
    method: 'POST',
    path: () => 'api/register',
    request: registrationSchema,
    response: z.object({
      worker_id: z.string().refine(fitsInPath, 'no id that can be asked for'),
      status: z.enum(['registered', 'updated']),
      action: z.enum(['created', 'updated', 'recovered']),
    }),
  },
  /** A worker that registers again keeps the name and the compute units that it was first known by. */
  worker: {
    method: 'GET',
    path: (workerId: string) => `api/workers/${encodeURIComponent(workerId)}`,
    response: z.union([
      believedWorkerSchema,
      z.object({ worker: believedWorkerSchema }).transform(({ worker }) => worker),
    ]),
  },
  status: {
    method: 'PUT',
    path: (workerId: string) => `api/workers/${encodeURIComponent(workerId)}/status`,
    request: z.strictObject({ status: workerStatusSchema }),
    response: z.unknown(),
  },
  /** Answers 404 when the orchestrator has forgotten the worker, which must then register again. */
  heartbeat: {
    method: 'POST',
    path: (workerId: string) => `api/workers/${encodeURIComponent(workerId)}/heartbeat`,
    request: z.strictObject({ timestamp: z.number().positive() }),
    response: z.object({
      worker_id: z.string(),
      status: z.string(),
      previous_status: z.string(),
      action: z.enum(['updated', 'recovered']),
    }),
  },
  job: {
    method: 'GET',
    path: (jobId: string) => `api/jobs/${encodeURIComponent(jobId)}`,
    response: jobResponseSchema,
  },
} as const;

/** What a failing call answers. */
export const orchestratorErrorSchema = z.object({ error: z.string() });

/** The device in SARK's words. */
export function toDeviceInfo(device: Device): DeviceInfo {
  return {
    DeviceName: device.deviceName,
    DeviceYear: device.deviceYear,
    Soc: device.soc,
    Ram: String(Math.round(device.ramGb)),
    DiscreteGpu: device.discreteGpu,
    VRam: device.vram === null ? null : String(Math.round((device.vram / MB_PER_GB) * 10) / 10),
    DeviceOs: device.os,
    DeviceOsVersion: device.osVersion,
    UDID: device.udid,
  };
}
