/** Why a library did not load, as far as the machine tells. */
import { z } from 'zod';
import { NativeApiUnavailable, unavailable } from './unavailable.ts';

const reportSchema = z.object({
  header: z.object({ platform: z.string(), glibcVersionRuntime: z.string().optional() }),
});

/** @param report Node's diagnostic report, which takes some milliseconds to make */
export function whyNotLoaded(library: string, cause: unknown, report: unknown): NativeApiUnavailable {
  const { platform, glibcVersionRuntime } = reportSchema.parse(report).header;
  return platform === 'linux' && glibcVersionRuntime === undefined
    ? new NativeApiUnavailable(
        `${library} needs glibc, and this system has musl (as Alpine Linux has)`,
        cause,
      )
    : unavailable(`${library} does not load as ONNX Runtime`, cause);
}
