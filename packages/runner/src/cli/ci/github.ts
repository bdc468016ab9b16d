/** What GitHub's runner understands: a summary of the step, annotations, and which lines are commands and which are not. */
import { printable } from '@dumont/protocol';
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { z } from 'zod';

const environmentSchema = z.object({
  GITHUB_ACTIONS: z.literal('true'),
  GITHUB_STEP_SUMMARY: z.string().min(1).optional(),
});

const STDERR = 2;
/** More are cut off by GitHub, with the rest of the step's. */
const MAX_SUMMARY_BYTES = 1_000_000;

export type Level = 'notice' | 'warning' | 'error';

export interface Annotation {
  readonly level: Level;
  readonly title: string;
  readonly message: string;
}

export interface GitHub {
  /** To be called once, with all that was found. */
  announce(markdown: string, annotations: readonly Annotation[]): Promise<void>;
}

/**
 * A line of output that begins with :: is a command to the runner, and models have names. So commands are stopped here, and allowed again for
 * our own and at the end.
 * @returns null elsewhere than in a workflow
 */
export function openGitHub(environment: NodeJS.ProcessEnv): GitHub | null {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success) return null;
  const summary = parsed.data.GITHUB_STEP_SUMMARY;
  const token = randomUUID();
  let stopped = true;
  const allow = (): void => {
    if (stopped) writeSync(STDERR, `::${token}::\n`);
    stopped = false;
  };
  writeSync(STDERR, `::stop-commands::${token}\n`);
  process.once('exit', allow);
  return {
    announce: async (markdown, annotations) => {
      if (summary !== undefined && Buffer.byteLength(markdown) <= MAX_SUMMARY_BYTES) {
        await appendFile(summary, `${markdown}\n`);
      }
      allow();
      for (const annotation of annotations) writeSync(STDERR, `${formatAnnotation(annotation)}\n`);
    },
  };
}

export function formatAnnotation({ level, title, message }: Annotation): string {
  return `::${level} title=${escapeProperty(printable(title))}::${escapeData(printable(message))}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
