/** `npm run write:configuration`: writes the references of settings anew, after a row has changed. */
import { writeFileSync } from 'node:fs';
import { describeRunnerSettings, describeWorkerSettings } from './describe-configuration.ts';

const docs = new URL('../../docs/', import.meta.url);
writeFileSync(new URL('configuration.md', docs), await describeWorkerSettings());
writeFileSync(new URL('runner-settings.md', docs), await describeRunnerSettings());
