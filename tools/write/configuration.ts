/** `npm run write:configuration`: writes the reference of the worker's settings anew, after `config/options.ts` has changed. */
import { writeFileSync } from 'node:fs';
import { describeConfiguration } from '../describe-configuration.ts';

writeFileSync(new URL('../../docs/configuration.md', import.meta.url), await describeConfiguration());
