/** `dumont-supervisor validate`: whether the service could run on this machine. */
import { machineChecks } from './checks/machine.ts';
import { showChecks } from './checks/show.ts';
import type { Invocation } from './run-command.ts';

/** @returns the exit code */
export async function validate({ config, json }: Invocation): Promise<number> {
  return showChecks(machineChecks(config), json);
}
