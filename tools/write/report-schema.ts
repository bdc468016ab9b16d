/** Writes the published JSON Schemas of report and comparison anew, after their own schemas have changed. */
import { writeFileSync } from 'node:fs';
import { comparisonJsonSchema, reportJsonSchema } from '@dumont/protocol';

const schemas = {
  'report.schema.json': reportJsonSchema(),
  'comparison.schema.json': comparisonJsonSchema(),
};
for (const [name, schema] of Object.entries(schemas)) {
  const file = new URL(`../../packages/protocol/${name}`, import.meta.url);
  writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
}
