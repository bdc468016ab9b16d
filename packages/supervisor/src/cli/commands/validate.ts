/** `dumont-supervisor validate`: whether the service could run on this machine. */
import { SETTINGS } from '../../config/settings.ts';
import { machineChecks } from '../checks/machine.ts';
import { showChecks } from '../checks/show.ts';
import { CONFINEMENT, defineCommand, PRINT_JSON, WHERE } from './command.ts';

const { engine, minFreeDisk } = SETTINGS;

export const validate = defineCommand({
  name: 'validate',
  summary: 'check what the service needs on this machine, and say how to mend what is wrong',
  examples: ['dumont-supervisor validate'],
  settings: { json: PRINT_JSON, engine, minFreeDisk, ...CONFINEMENT, ...WHERE },
  run: ({ config, writeOut }) => showChecks(machineChecks(config), config.json, writeOut),
});
