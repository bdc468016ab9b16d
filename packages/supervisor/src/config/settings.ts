/** Every setting of the worker. Flag, environment variable, key in the file, help and documentation are made from its row. */
import type { ValuesOf } from '@dumont/protocol/settings';
import { JOB_SETTINGS } from './settings/jobs.ts';
import { MODEL_SETTINGS } from './settings/models.ts';
import { SERVER_SETTINGS } from './settings/servers.ts';
import { SERVICE_SETTINGS } from './settings/service.ts';

export const SETTINGS = { ...SERVER_SETTINGS, ...JOB_SETTINGS, ...MODEL_SETTINGS, ...SERVICE_SETTINGS };

export type SettingName = keyof typeof SETTINGS;
/** `null` where nothing was said and there is no default. */
export type Config = ValuesOf<typeof SETTINGS>;
