/** What the model may use, and reach. */
import {
  choiceOf,
  duration,
  durationText,
  listOf,
  memoryLimit,
  SANDBOX_MODES,
  size,
  sizeText,
  splitAtSemicolons,
  splitAtSemicolonsOrCommas,
  type SettingsTable,
} from '@dumont/protocol/settings';
import { DEFAULT_REQUEST } from '../../../benchmark/launch/default-request.ts';
import { DEFAULT_SANDBOX, MEMORY_LIMIT_PERCENT } from '../../../benchmark/sandbox/settings.ts';
import { allowedHost, allowedRange, path } from '../../../command-line/values.ts';

export const LIMIT_SETTINGS = {
  timeout: {
    placeholder: 'time',
    help: 'for one benchmark as a whole; when comparing, for each process',
    value: duration,
    initial: durationText(DEFAULT_REQUEST.timeoutMs),
  },
  memoryLimit: {
    placeholder: 'size',
    help: `for each isolated process and its children, as in 2GB, or none (default: ${MEMORY_LIMIT_PERCENT} % of the machine's)`,
    value: memoryLimit,
  },
  sandbox: {
    placeholder: 'mode',
    help: 'what confines the model: the best there is here, all walls or nothing runs, or none',
    ...choiceOf(SANDBOX_MODES),
    initial: DEFAULT_SANDBOX.mode,
  },
  scratchSize: {
    placeholder: 'size',
    help: "room for each process's temporary files, in memory",
    value: size,
    initial: sizeText(DEFAULT_SANDBOX.scratchBytes),
  },
  allowDataFolder: {
    placeholder: 'folder',
    help: "a model's weights may be links to files below this folder",
    value: listOf(path),
    list: splitAtSemicolons,
    completion: { endings: [] },
  },
  allowHost: {
    placeholder: 'host[:port]',
    help: 'a download may be redirected to this private host',
    value: listOf(allowedHost),
    list: splitAtSemicolonsOrCommas,
  },
  allowCidr: {
    placeholder: 'range',
    help: 'a download may be redirected to these addresses, as in 10.1.0.0/16',
    value: listOf(allowedRange),
    list: splitAtSemicolonsOrCommas,
  },
} as const satisfies SettingsTable;
