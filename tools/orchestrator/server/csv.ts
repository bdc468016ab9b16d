/** Results in SARK's CSV. */
import { stringify } from 'csv-stringify/sync';
import type { ResultRecord } from './schemas.ts';

/** Fields that SARK writes; all others of a result are kept and left out here. */
export const CSV_COLUMNS = [
  ...['job_id', 'campaign_id', 'worker_id', 'status', 'remark', 'FileName', 'FileSize', 'ComputeUnits'],
  ...['CreatedUtc', 'DeviceName', 'DeviceYear', 'Soc', 'Ram', 'DiscreteGpu', 'VRam', 'DeviceOs'],
  ...['DeviceOsVersion', 'LoadMsMedian', 'LoadMsMin', 'LoadMsMax', 'LoadMsAverage', 'LoadMsStdDev'],
  ...['LoadMsFirst', 'PeakLoadRamUsage', 'AverageLoadCpuPercent', 'InferenceMsMedian', 'InferenceMsMin'],
  ...['InferenceMsMax', 'InferenceMsAverage', 'InferenceMsStdDev', 'InferenceMsFirst'],
  ...['PeakInferenceRamUsage', 'AverageInferenceCpuPercent'],
];

export function toCsv(results: readonly ResultRecord[]): string {
  return stringify([...results], { header: true, columns: CSV_COLUMNS });
}
