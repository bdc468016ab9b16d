/** The report's JSON Schema, as `report.schema.json` publishes it. */
import { z } from 'zod';
import { REPORT_SCHEMA, reportSchema } from './report.ts';

/** @returns a schema of JSON Schema's draft 2020-12 */
export function reportJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(reportSchema, { target: 'draft-2020-12' });
  return { $schema, $id: 'urn:dumont:report:2', title: REPORT_SCHEMA, ...rest };
}
