/** Which models are taken, from where, and how many are kept. */
import {
  listOf,
  size,
  splitAtSemicolonsOrCommas,
  SWITCH,
  type SettingsTable,
} from '@dumont/protocol/settings';
import { allowedHost, allowedRange, path } from '@dumont/runner/command-line';

export const MODEL_SETTINGS = {
  cacheSize: {
    placeholder: 'size',
    help: 'how much the cache of downloaded models may hold',
    value: size,
    initial: '20GB',
  },
  maxModelSize: { placeholder: 'size', help: 'largest model taken', value: size, initial: '20GB' },
  minFreeDisk: {
    placeholder: 'size',
    help: 'with less left on the data folder’s disk, no job is taken',
    value: size,
    initial: '1GB',
  },
  modelRoot: {
    placeholder: 'folder',
    help: 'jobs may name local files below it (default: none may)',
    value: path,
  },
  allowHost: {
    placeholder: 'host',
    help: 'models may come from this host though its address is private',
    value: listOf(allowedHost),
    list: splitAtSemicolonsOrCommas,
  },
  allowCidr: {
    placeholder: 'range',
    help: 'models may come from these addresses, such as 192.168.1.0/24',
    value: listOf(allowedRange),
    list: splitAtSemicolonsOrCommas,
  },
  requireChecksum: { ...SWITCH, help: 'take only jobs that give the SHA-256 of their model' },
} as const satisfies SettingsTable;
