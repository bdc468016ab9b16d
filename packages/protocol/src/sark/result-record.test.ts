import t from 'tap';
import { resultRecordSchema, toResultRecord } from './result-record.ts';
import { storedReportSchema } from '../report/index.ts';
import { completeReport, failedReport, longReport } from '../testing/sample-report.ts';
import { readVersion1 } from '../testing/stored.ts';

const identity = {
  jobId: 'job-1',
  campaignId: 'campaign-1',
  workerId: 'worker-0a1b2c3d4e5f',
  resultId: 'result-1',
};

/** Every column that SARK writes, in its order. */
const SARK_COLUMNS =
  `job_id campaign_id worker_id status remark FileName FileSize ComputeUnits CreatedUtc DeviceName DeviceYear Soc Ram
  DiscreteGpu VRam DeviceOs DeviceOsVersion LoadMsMedian LoadMsMin LoadMsMax LoadMsAverage LoadMsStdDev LoadMsFirst
  PeakLoadRamUsage AverageLoadCpuPercent InferenceMsMedian InferenceMsMin InferenceMsMax InferenceMsAverage
  InferenceMsStdDev InferenceMsFirst PeakInferenceRamUsage AverageInferenceCpuPercent`.split(/\s+/);

await t.test('every column is there, of complete and failed jobs', async (t) => {
  for (const report of [completeReport, failedReport]) {
    const record = toResultRecord(report, identity);
    t.strictSame(
      SARK_COLUMNS.filter((column) => !(column in record)),
      [],
    );
    t.strictSame(resultRecordSchema.parse(JSON.parse(JSON.stringify(record))), record);
    for (const [field, value] of Object.entries(record)) {
      t.ok(value === null || typeof value !== 'object', `${field} fits a CSV cell`);
    }
  }
});

await t.test('columns say what the report says', async (t) => {
  const record: Record<string, unknown> = toResultRecord(completeReport, identity);
  t.match(record, {
    job_id: 'job-1',
    campaign_id: 'campaign-1',
    worker_id: 'worker-0a1b2c3d4e5f',
    result_id: 'result-1',
    status: 'Complete',
    remark: '',
    FileName: 'ch_PP-OCRv4_rec_infer.onnx',
    FileSize: 10_857_958,
    ComputeUnits: 'GPU (ONNX)',
    CreatedUtc: '2026-03-01T12:34:56.789Z',
    DeviceName: 'bench-01',
    DeviceYear: null,
    Ram: '31',
    VRam: '12',
    DeviceOs: 'Debian GNU/Linux',
    LoadMsMedian: 59.8,
    LoadMsMin: 58.9,
    LoadMsMax: 61.2,
    LoadMsFirst: 61.2,
    PeakLoadRamUsage: 131.25,
    AverageLoadCpuPercent: 98.2,
    InferenceMsMin: 4.02,
    InferenceMsMax: 9.87,
    InferenceMsFirst: 12.5,
    PeakInferenceRamUsage: 152.75,
    AverageInferenceCpuPercent: 197.4,
  });
  // numpy: mean, std(ddof=1) of the loads; median, mean, std(ddof=1) of the runs
  const close = (field: string, expected: number) =>
    t.ok(Math.abs(Number(record[field]) - expected) < 1e-9, field);
  close('LoadMsAverage', 59.88);
  close('LoadMsStdDev', 0.864_291_617_453_277_8);
  close('InferenceMsMedian', 4.07);
  close('InferenceMsAverage', 4.657);
  close('InferenceMsStdDev', 1.832_484_955_220_945_2);
});

await t.test('richer data rides along', async (t) => {
  t.match(toResultRecord(completeReport, identity), {
    report_schema: 'dumont.report/2',
    requested_provider: 'cuda',
    used_providers: 'cuda,cpu',
    placement: 'partial',
    inference_count: 10,
    inference_ms_median_ci95_low: 4.03,
    inference_ms_median_ci95_high: 4.21,
    inference_ms_p90: null,
    inference_outliers: 1,
    inference_cpu_ms_per_run: 9.2,
    resident_mb: 150.5,
    resident_file_mb: 58.25,
    resident_anonymous_mb: 92,
    resident_shared_mb: 0.25,
    gc_ms: 0.9,
    throttled_ms: 62.5,
    vram_mb: 512,
    gpu_percent: null,
    gpu_power_watts: null,
    gpu_energy_mj_per_run: null,
    gpu_clock_mhz: null,
    gpu_temperature_celsius: null,
    memory_method: 'kernel-peak',
    floor_median_us: 9.5,
    sandbox_mode: 'auto',
    sandbox_layers: 'process,landlock',
    warnings: 'OUTLIERS,PLACEMENT_PARTIAL',
  });
});

await t.test('what a GPU did is where it was', (t) => {
  t.match(toResultRecord(longReport, identity), { gpu_percent: 87.5, vram_mb: 512 });
  t.end();
});

await t.test(
  'SARK gets of reports of version 1 what it got, but for their name and fields that came since',
  (t) => {
    const records = readVersion1('sarkRecords');
    for (const name of ['complete', 'failed'] as const) {
      const record = toResultRecord(storedReportSchema.parse(readVersion1(name)), identity);
      const before = records[name] as Record<string, unknown>;
      const known = Object.entries(record).filter(([field]) => field in before);
      t.equal(
        JSON.stringify({ ...Object.fromEntries(known), report_schema: 'dumont.report/1' }),
        JSON.stringify(before),
        name,
      );
    }
    t.end();
  },
);

await t.test('a failed job says why, and has no figures', async (t) => {
  t.match(toResultRecord(failedReport, identity), {
    status: 'Failed',
    remark: 'RUNNER_CRASHED: The process that ran the model was ended by SIGSEGV while loading.',
    error_code: 'RUNNER_CRASHED',
    exit_code: 12,
    signal: 'SIGSEGV',
    used_providers: null,
    LoadMsMedian: null,
    InferenceMsMedian: null,
    PeakInferenceRamUsage: null,
    inference_ms_median_ci95_low: null,
  });
});

await t.test('a benchmark that failed after loading keeps its load figures', async (t) => {
  const record = toResultRecord({ ...failedReport, load: completeReport.load }, identity);
  t.match(record, { status: 'Failed', LoadMsMedian: 59.8, InferenceMsMedian: null });
});
