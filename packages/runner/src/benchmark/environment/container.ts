/** Whether this process lives in a container, by the marks that container runtimes leave. */
import { listPaths, readText } from '../../host/system-files.ts';

export interface ContainerMarks {
  /** Docker and podman leave a file each. */
  readonly dockerenv: boolean;
  readonly containerenv: boolean;
  /** What systemd and others wrote to /run/systemd/container, or set as the variable `container`. */
  readonly declared: string | null;
  /** Kubernetes tells each pod where its API is. */
  readonly kubernetesHost: string | null;
  /** Text of /proc/self/cgroup. */
  readonly cgroup: string | null;
}

/** Control groups as runtimes name them. */
const RUNTIME_GROUPS: readonly (readonly [RegExp, string])[] = [
  [/\/kubepods\b/, 'kubernetes'],
  [/\/libpod-[0-9a-f]{12}/, 'podman'],
  [/\/docker[/-][0-9a-f]{12}/, 'docker'],
  [/\/lxc[./]/, 'lxc'],
];

/** @returns kubernetes, podman, docker, lxc or what else it calls itself; `null` outside a container */
export function containerFrom(marks: ContainerMarks): string | null {
  if (marks.kubernetesHost !== null) return 'kubernetes';
  if (marks.containerenv) return 'podman';
  if (marks.dockerenv) return 'docker';
  if (marks.declared !== null && marks.declared !== '') return marks.declared;
  return RUNTIME_GROUPS.find(([group]) => group.test(marks.cgroup ?? ''))?.[1] ?? null;
}

export async function readContainer(env: NodeJS.ProcessEnv = process.env): Promise<string | null> {
  if (process.platform !== 'linux') return null;
  const [[dockerenv], [containerenv], declared, cgroup] = await Promise.all([
    listPaths('/', /^\.dockerenv$/),
    listPaths('/run', /^\.containerenv$/),
    readText('/run/systemd/container'),
    readText('/proc/self/cgroup'),
  ]);
  return containerFrom({
    dockerenv: dockerenv !== undefined,
    containerenv: containerenv !== undefined,
    declared: declared ?? env['container'] ?? null,
    kubernetesHost: env['KUBERNETES_SERVICE_HOST'] ?? null,
    cgroup,
  });
}
