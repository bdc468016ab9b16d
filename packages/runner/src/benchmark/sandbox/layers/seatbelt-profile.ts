/**
 * The profile that `sandbox-exec` takes: all is denied but what stands here, each rule for what needs it. Pure. What a unit reaches its
 * device by is what others have seen that it does; no Mac has run it.
 */

/** What beside the CPU a process may run its model on. */
export type Device = 'gpu' | 'neural-engine';

export interface SeatbeltRoom {
  /** What is started. */
  readonly program: string;
  /** Real paths, as all of these: links are followed before anything is compared. */
  readonly readOnly: readonly string[];
  readonly writable: readonly string[];
  /** What a service of the system's is to read for the process. */
  readonly lent: readonly string[];
  readonly devices: readonly Device[];
}

/** Libraries and frameworks, their loader's cache, time zones; and where Homebrew has the libraries of its Node. */
const SYSTEM = [
  '/usr/lib',
  '/usr/share',
  '/System',
  '/Library/Apple',
  '/private/var/db/dyld',
  '/private/var/db/timezone',
  '/opt/homebrew/Cellar',
  '/opt/homebrew/lib',
  '/opt/homebrew/opt',
  '/usr/local/Cellar',
  '/usr/local/lib',
  '/usr/local/opt',
];
const SYSTEM_FILES = ['/', '/dev/null', '/dev/zero', '/dev/random', '/dev/urandom', '/private/etc/localtime'];

/** Who a user is, logs, and what has changed in the system. */
const SERVICES = [
  'com.apple.logd',
  'com.apple.system.logger',
  'com.apple.system.notification_center',
  'com.apple.system.opendirectoryd.libinfo',
  'com.apple.system.opendirectoryd.membership',
];

interface Access {
  readonly services: readonly string[];
  /** Found as parts of a framework. */
  readonly frameworkServices: readonly string[];
  /** Classes of what a driver gives a process. The last ones are those of virtual Macs, as hosted CI has them. */
  readonly userClients: readonly string[];
}

const SURFACES = ['IOSurfaceRootUserClient', 'IOSurfaceAcceleratorClient'];

const DEVICES: Readonly<Record<Device, Access>> = {
  gpu: {
    services: ['com.apple.MTLCompilerService'],
    frameworkServices: ['com.apple.MTLCompilerService'],
    userClients: [
      'AGXDeviceUserClient',
      'IOGPUDeviceUserClient',
      ...SURFACES,
      'AppleParavirtDeviceUserClient',
    ],
  },
  'neural-engine': {
    services: ['com.apple.appleneuralengine'],
    frameworkServices: [],
    userClients: [
      'H11ANEInDirectPathClient',
      'H1xANELoadBalancerDirectPathClient',
      ...SURFACES,
      'AppleVirtIONeuralEngineDeviceUserClient',
    ],
  },
};

export function seatbeltProfile(room: SeatbeltRoom): string {
  const { program, readOnly, writable, lent, devices } = room;
  const access = devices.map((device) => DEVICES[device]);
  const services = [...SERVICES, ...access.flatMap((one) => one.services)];
  return [
    '(version 1)',
    '(deny default)',
    rule('process-exec', filters('literal', [program]), filters('subpath', readOnly)),
    rule('process-fork'),
    rule('process-info*', ['(target self)']),
    rule('signal', ['(target self)']),
    rule('sysctl-read'),
    rule('ipc-posix-shm-read*', [
      ...filters('ipc-posix-name', ['apple.shm.notification_center']),
      ...filters('ipc-posix-name-prefix', ['apple.cfprefs.']),
    ]),
    // Of every folder above, too: paths are looked up from the root on.
    rule('file-read-metadata'),
    rule(
      'file-read*',
      filters('literal', [...SYSTEM_FILES, program]),
      filters('subpath', [...SYSTEM, ...readOnly]),
    ),
    rule('file-write-data', filters('literal', ['/dev/null'])),
    ...(writable.length === 0 ? [] : [rule('file-read* file-write*', filters('subpath', writable))]),
    rule(
      'mach-lookup',
      filters('global-name', services),
      filters(
        'xpc-service-name',
        access.flatMap((one) => one.frameworkServices),
      ),
    ),
    ...deviceRules(access, lent),
  ].join('\n');
}

function deviceRules(access: readonly Access[], lent: readonly string[]): string[] {
  if (access.length === 0) return [];
  return [
    rule('iokit-get-properties'),
    // A service alone is good for nothing: what it gives is a user client.
    rule('iokit-open-service'),
    rule(
      'iokit-open-user-client',
      filters('iokit-user-client-class', [...new Set(access.flatMap((one) => one.userClients))]),
    ),
    ...(lent.length === 0
      ? []
      : [
          rule('file-issue-extension', [
            `(require-all ${[
              ...filters('extension-class', ['com.apple.app-sandbox.read']),
              `(require-any ${filters('subpath', lent).join(' ')})`,
            ].join(' ')})`,
          ]),
        ]),
  ];
}

function rule(operations: string, ...groups: readonly (readonly string[])[]): string {
  return `(allow ${[operations, ...groups.flat()].join(' ')})`;
}

function filters(kind: string, values: readonly string[]): string[] {
  return values.map((value) => `(${kind} ${quote(value)})`);
}

/** Within quotes only these two mean anything; a line break stands for itself. No path has a NUL in it. */
function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, (character) => `\\${character}`)}"`;
}
