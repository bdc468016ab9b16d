import t from 'tap';
import { passedComparison } from '../../../protocol/src/testing/sample-comparison.ts';
import { completeReport, failedReport } from '../../../protocol/src/testing/sample-report.ts';
import { COMPARISON_CSV_COLUMNS, csvColumns, csvFormat } from './csv.ts';
import { hostileReport } from './testing/hostile.ts';
import { render, renderComparison } from './testing/render.ts';

await t.test('CSV has the same columns in every line, and no formulas', async (t) => {
  const names = csvColumns().map(([name]) => name);
  const [heading, first, second] = (await render(csvFormat, [completeReport, failedReport])).split('\n');
  t.equal(heading, names.join(','));
  t.equal(new Set(names).size, names.length);
  const cells = (line: string | undefined) => line?.split(',') ?? [];
  t.equal(cells(first).length, names.length);
  t.equal(cells(first)[names.indexOf('inference_median_ms')], '4.07');
  t.equal(cells(second)[names.indexOf('exit_code')], '12');
  t.equal(cells(first)[names.indexOf('library_sha256')], '');
  t.match(await render(csvFormat, [hostileReport]), /,"'=1\+1,""a-model/);
});

await t.test('columns stay where they are: new ones come after these', async (t) => {
  const published =
    `created_utc status error_code error_message exit_code signal model model_source model_bytes model_sha256 compute_unit
    engine engine_version provider placement warmup_runs seed intra_op_threads inter_op_threads graph_optimization
    execution_mode inference_n inference_median_ms inference_median_ci95_low_ms inference_median_ci95_high_ms
    inference_mean_ms inference_stddev_ms inference_min_ms inference_max_ms inference_p90_ms inference_p95_ms
    inference_p99_ms inference_p999_ms inference_outliers inference_first_ms throughput_per_second inference_peak_mb
    inference_cpu_percent gpu_percent vram_mb load_n load_median_ms load_median_ci95_low_ms load_median_ci95_high_ms
    load_mean_ms load_stddev_ms load_min_ms load_max_ms load_p90_ms load_p95_ms load_p99_ms load_p999_ms load_outliers
    load_first_ms process_start_ms load_peak_mb load_cpu_percent baseline_mb memory_method floor_us device soc cpu_cores
    os node warnings inference_cpu_ms_per_run gc_ms library_version library_sha256
    throttled_ms resident_mb resident_file_mb resident_anonymous_mb resident_shared_mb runtime_api
    outputs_match gpu_power_watts gpu_energy_mj_per_run gpu_clock_mhz gpu_temperature_celsius output_drift
    output_max_abs_difference execution_provider execution_provider_version execution_provider_devices load_cached_median_ms`.split(
      /\s+/,
    );
  t.strictSame(
    csvColumns()
      .map(([name]) => name)
      .slice(0, published.length),
    published,
  );
});

await t.test('a comparison has a line a metric', async (t) => {
  const lines = (await renderComparison(csvFormat, passedComparison)).trimEnd().split('\n');
  t.equal(lines.length, 5);
  t.equal(lines[0], COMPARISON_CSV_COLUMNS.map(([name]) => name).join(','));
});
