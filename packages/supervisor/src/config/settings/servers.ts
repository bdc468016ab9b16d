/** Where orchestrator and Redis are, and how this worker is known to them. */
import { filled, parsedText, type SettingsTable } from '@dumont/protocol/settings';
import { path } from '@dumont/runner/command-line';
import {
  DEFAULT_REDIS_PORT,
  parseHostName,
  parseHttpUrl,
  parsePort,
  parseRedisUrl,
  parseToken,
} from '../values.ts';

export const SERVER_SETTINGS = {
  host: {
    placeholder: 'url',
    help: 'the orchestrator, such as http://192.168.1.100:5000',
    value: parsedText(
      'an http(s) URL without a path of its own, such as http://192.168.1.100:5000',
      parseHttpUrl,
    ),
  },
  redisHost: {
    placeholder: 'host',
    help: "Redis's host (default: localhost, or the orchestrator's host where that is another machine)",
    value: parsedText('a host name or address', parseHostName),
  },
  redisPort: {
    placeholder: 'port',
    help: "Redis's port",
    value: parsedText('a port from 1 to 65535', parsePort),
    initial: String(DEFAULT_REDIS_PORT),
  },
  redisUrl: {
    placeholder: 'url',
    help: 'redis:// or rediss:// with user, password and database; instead of host and port',
    value: parsedText('a redis:// or rediss:// URL', parseRedisUrl),
    secret: true,
  },
  ca: {
    placeholder: 'file',
    help: 'PEM file of the authority that signed the certificates of orchestrator and Redis',
    value: path,
  },
  token: {
    placeholder: 'token',
    help: 'bearer token for the orchestrator; safer by DUMONT_TOKEN or the file than on a command line',
    value: parsedText('letters, digits and signs of ASCII, without blanks or line breaks', parseToken),
    secret: true,
  },
  deviceName: { placeholder: 'name', help: "this device's name (default: its host name)", value: filled },
} as const satisfies SettingsTable;
