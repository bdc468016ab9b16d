/** What an accelerator did while the model ran on it. Null is what nobody read: no figure stands in for another. */
import { z } from 'zod';
import { mb } from './numbers.ts';

const reading = z.number().nonnegative().nullable();

export const acceleratorSchema = z.strictObject({
  name: z.string().nullable(),
  uuid: z.string().nullable(),
  driver: z.string().nullable(),
  /** Of the measured runs, as the driver says how busy it was. */
  utilizationPercent: reading,
  /** Why nobody can say, where that is known. Left out in older reports. */
  utilizationReason: z.string().nullable().exactOptional(),
  /** Null where the driver tells it of no process and of no board. */
  vramPeakMb: mb.nullable(),
  /** Before the model. */
  vramBaselineMb: mb.nullable(),
  /** Of the model's processes, or of the whole board, where the driver does not tell them apart. Left out in older reports. */
  vramOf: z.enum(['process', 'board']).exactOptional(),
  /** By the same counter, or the mean of looks at it. */
  powerW: reading,
  /** As the model's load began. */
  idlePowerW: reading,
  /** Millijoules, by the board's own counter, over runs of two seconds or more. */
  energyMjPerRun: reading,
  clockMhz: reading,
  temperatureC: z.number().nullable(),
  /** Why its clock was lowered meanwhile; empty where it was not. */
  throttled: z.array(z.string()).nullable(),
});
export type Accelerator = z.infer<typeof acceleratorSchema>;
