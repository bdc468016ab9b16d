/** Writes the report's published JSON Schema anew, after `report.ts` has changed. */
import { writeFileSync } from 'node:fs';
import { reportJsonSchema } from '@dumont/protocol';

const file = new URL('../packages/protocol/report.schema.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(reportJsonSchema(), null, 2)}\n`);
