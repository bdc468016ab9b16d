/** Reports that were written before: JSON (one or several) or NDJSON. */
import { readFile, stat } from 'node:fs/promises';
import {
  describeIssues,
  describeNewerVersion,
  DumontError,
  parseJson,
  storedComparisonSchema,
  storedReportSchema,
  type BenchmarkReport,
} from '@dumont/protocol';
import { describeSystemError, errorCode, isSystemError } from '../../host/system-error.ts';

/** Ten million runs of one report are written in less. */
const MAX_BYTES = 512 * 2 ** 20;

/** @throws DumontError USAGE where it cannot be read, or holds none or several */
export async function readStoredReport(path: string): Promise<BenchmarkReport> {
  const reports = await readReports(path);
  const [report] = reports;
  if (report === undefined || reports.length > 1) {
    throw new DumontError('USAGE', `${path} holds ${reports.length} reports: give a file with one`);
  }
  return report;
}

/** @throws DumontError USAGE */
export async function readReports(path: string): Promise<BenchmarkReport[]> {
  return parseReports(await readText(path), path);
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) throw new DumontError('USAGE', `${path} is too large for a report`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const reason = errorCode(error) === 'ENOENT' ? 'there is no such file' : describeSystemError(error);
    throw new DumontError('USAGE', `Cannot read the report ${path}: ${reason}.`, { cause: error });
  }
}

function parseReports(text: string, path: string): BenchmarkReport[] {
  const values =
    parseJson(text) ??
    text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(parseJson);
  const list: unknown[] = Array.isArray(values) ? values : [values];
  return list.map((value, index) => {
    const parsed = storedReportSchema.safeParse(value);
    if (parsed.success) return parsed.data;
    const place = list.length > 1 ? `, number ${index + 1},` : '';
    if (value === undefined)
      throw new DumontError('USAGE', `${path}${place} is no JSON, as --format json writes it`);
    if (storedComparisonSchema.safeParse(value).success)
      throw new DumontError('USAGE', `${path}${place} is a comparison: give the report of one run`);
    const newer = describeNewerVersion(value);
    throw new DumontError(
      'USAGE',
      newer === null
        ? `${path}${place} is no report, as --format json writes it: ${describeIssues(parsed.error)}`
        : `${path}${place} cannot be read: ${newer}`,
    );
  });
}
