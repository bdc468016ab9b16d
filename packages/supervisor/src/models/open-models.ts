/** Models by plain download; the cache takes its place. */
import { mkdtemp, writeFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../config/options.ts';
import type { ModelStore } from '../job/run-job.ts';

export function openModels(_config: Config, _log: Logger): Promise<ModelStore> {
  return Promise.resolve({
    acquire: async ({ url }, { signal }) => {
      const response = await fetch(url, { signal });
      const folder = await mkdtemp(path.join(os.tmpdir(), 'dm-'));
      const file = path.join(folder, 'm.onnx');
      await writeFile(file, Buffer.from(await response.arrayBuffer()));
      return {
        path: file,
        fileName: path.basename(new URL(url).pathname),
        format: 'onnx' as const,
        release: () => rm(folder, { recursive: true }),
      };
    },
  });
}
