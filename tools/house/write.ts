/** `npm run write:architecture`: writes the rooms into docs/architecture.md. */
import { writeFileSync } from 'node:fs';
import { ARCHITECTURE, describeArchitecture } from './describe.ts';

writeFileSync(ARCHITECTURE, await describeArchitecture());
