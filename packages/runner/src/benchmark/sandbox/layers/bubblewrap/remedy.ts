/** What to do where bubblewrap is missing or refused. Pure. */

export interface Refusal {
  readonly platform: NodeJS.Platform;
  /** bubblewrap's own words; null where it is not installed. */
  readonly failure: string | null;
  /** Values of the kernel's settings, null where it has none of that name. */
  readonly settings: Readonly<Record<UserNamespaceSetting, string | null>>;
}

export const USER_NAMESPACE_SETTINGS = {
  'user.max_user_namespaces': '/proc/sys/user/max_user_namespaces',
  'kernel.unprivileged_userns_clone': '/proc/sys/kernel/unprivileged_userns_clone',
  'kernel.apparmor_restrict_unprivileged_userns': '/proc/sys/kernel/apparmor_restrict_unprivileged_userns',
} as const;
export type UserNamespaceSetting = keyof typeof USER_NAMESPACE_SETTINGS;

/** What each setting must be, and what it says now that it is not. */
const WANTED: Readonly<Record<UserNamespaceSetting, { off: string; on: string }>> = {
  'user.max_user_namespaces': { off: '0', on: '10000' },
  'kernel.unprivileged_userns_clone': { off: '0', on: '1' },
  'kernel.apparmor_restrict_unprivileged_userns': { off: '1', on: '0' },
};

/** @returns sentences for a person */
export function describeRefusal({ platform, failure, settings }: Refusal): string {
  if (platform !== 'linux') return `Dumont has no verified sandbox for ${platform}.`;
  if (failure === null) {
    return (
      'bubblewrap is not installed: apt-get install bubblewrap (Debian, Ubuntu), dnf install bubblewrap (Fedora), ' +
      'apk add bubblewrap (Alpine), or set DUMONT_BWRAP to its program.'
    );
  }
  const blocking = Object.entries(WANTED).filter(
    ([name, { off }]) => settings[name as UserNamespaceSetting]?.trim() === off,
  );
  const what = `bubblewrap cannot make a sandbox here (${failure}).`;
  if (blocking.length === 0) {
    return `${what} In a container, user namespaces and a fresh /proc must be allowed to it; on a machine, see its security modules.`;
  }
  const commands = blocking.map(([name, { on }]) => `sysctl -w ${name}=${on}`).join(' and ');
  return `${what} The kernel's settings forbid it user namespaces: as root, ${commands}, or allow it for bwrap alone by an AppArmor profile.`;
}
