/** What probing found, in lines for a person: one text for whichever program tells it. Pure. */
import type { ProbedDevice, ProbedUnit } from './probed-unit.ts';
import type { DeviceDriver } from './report/index.ts';

/** @returns a line each, unwrapped: what runs the unit or why nothing does, what was passed over, and every device */
export function describeProbe(probe: ProbedUnit): string[] {
  const { available, reason, devices = [], passedOver = [] } = probe;
  return [
    ...(available ? describeRunner(probe) : []),
    ...(reason === null ? [] : [reason]),
    // Of a unit that does not run the reason says it all.
    ...(available ? passedOver.map(({ provider, reason }) => `instead of ${provider}: ${reason}`) : []),
    ...devices.map((device) => describeDevice(device, devices, reason)),
  ];
}

function describeRunner({ provider = null, providerVersion = null, runtime = null }: ProbedUnit): string[] {
  const words = [
    ...(provider === null ? [] : [[provider, providerVersion].filter((word) => word !== null).join(' ')]),
    ...(runtime === null ? [] : [`${runtime.name} ${runtime.version}`]),
  ];
  return words.length === 0 ? [] : [`by ${words.join(', ')}`];
}

/** The number is what `--device` takes, and counts each provider's own. */
function describeDevice(device: ProbedDevice, all: readonly ProbedDevice[], said: string | null): string {
  const { index, name, uuid, kind, provider, isSoftware, driver, available, reason, metadata } = device;
  const isOnly = all.every((other) => other.provider === provider);
  const which = `${isOnly ? '' : `${provider} `}--device ${index}`;
  const what = [name, kind, ...(uuid === null ? [] : [uuid])].join(', ');
  const facts = Object.entries(metadata).filter(([, value]) => value !== uuid && value !== name);
  return [
    `${which}: ${what}`,
    ...(isSoftware === true ? ['in software: it computes on the CPU'] : []),
    ...(driver === null ? [] : [describeDriver(driver)]),
    ...facts.map(([key, value]) => `${key}=${value}`),
    STATES.get(available) ?? '',
    ...(reason === null || said?.startsWith(reason) === true ? [] : [reason]),
  ].join('; ');
}

const STATES = new Map([
  [true, 'runs'],
  [false, 'does not run'],
  [null, 'not tried'],
]);

function describeDriver({ name, version, api }: DeviceDriver): string {
  const own = [name, version].filter((word) => word !== null).join(' ');
  return `driver: ${api === null ? own : `${own} (${api})`}`;
}
