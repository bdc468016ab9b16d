/** What the service itself needs: its folder, its file, what it shows of itself. */
import { LOG_LEVELS, oneOf, parseCount, parsedText, type SettingsTable } from '@dumont/protocol/settings';
import { path } from '@dumont/runner/command-line';
import { defaultDataFolder } from '../data-folder.ts';

export const SERVICE_SETTINGS = {
  metricsPort: {
    placeholder: 'port',
    help: 'serve /metrics, /healthz and /readyz on this port of the loopback interface',
    value: parsedText('a port from 0 to 65535 (0: any that is free)', (text) => parseCount(text, 0, 65_535)),
  },
  dataDir: {
    placeholder: 'folder',
    help: 'identity, settings, models, results not yet published',
    value: path,
    initial: defaultDataFolder(),
    notIn: ['file'],
  },
  config: {
    placeholder: 'file',
    help: 'settings as JSON (default: config.json in the data folder)',
    value: path,
    notIn: ['file'],
  },
  logLevel: {
    placeholder: 'level',
    help: `logs on stderr: ${LOG_LEVELS.join(', ')}`,
    value: oneOf(LOG_LEVELS),
    initial: 'info',
  },
} as const satisfies SettingsTable;
