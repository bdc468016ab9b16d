/**
 * `node hash-outputs.ts native[=LIBRARY]|node FILE[?DIMENSION=SIZE…]…`: runs each model on its shipped inputs, or on generated ones, and prints a
 * line of JSON about it. A process of its own, because the two ways to the runtime must not be in one.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { openEngine, resolveInputs, tensorsIn, type NamedValues, type Tensor } from '@dumont/engines';
import { runtimeApiSchema, type SessionOptions } from '@dumont/protocol';
import { PLAIN_OPTIONS } from '@dumont/engines/testing';

const [way = '', ...files] = process.argv.slice(2);
const [api, library] = way.split('=');
const engine = await openEngine({
  ...{ name: 'onnx', package: null, api: runtimeApiSchema.parse(api) },
  ...(library === undefined ? {} : { library }),
});

const options: SessionOptions = { ...PLAIN_OPTIONS, intraOpThreads: 1 };

for (const file of files) process.stdout.write(`${JSON.stringify({ file, ...(await runModel(file)) })}\n`);

async function runModel(given: string): Promise<{ outputs: Record<string, string> } | { error: string }> {
  const [file = '', ...sizes] = given.split('?');
  const dims = Object.fromEntries(sizes.map(readSize));
  try {
    const session = await engine.load({ path: file, format: 'onnx' }, options);
    try {
      const folder = path.join(path.dirname(file), 'test_data_set_0');
      const { feeds } = await resolveInputs(session, {
        ...{ seed: 1, shapes: {}, dims, values: {}, files: {} },
        folder: existsSync(folder) ? folder : null,
      });
      const bound = session.bind(feeds);
      return { outputs: hash(bound.readOutputs(await bound.run())) };
    } finally {
      await session[Symbol.asyncDispose]();
    }
  } catch (error) {
    return { error: String(error) };
  }
}

function readSize(text: string): [string, number] {
  const [name = '', size] = text.split('=');
  return [name, Number(size)];
}

function hash(outputs: NamedValues): Record<string, string> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [name, tensorsIn(value).map(hashTensor).join('; ')]),
  );
}

function hashTensor({ dtype, shape, data }: Tensor): string {
  const content = Array.isArray(data)
    ? JSON.stringify(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return `${dtype} ${shape.join('x')} ${createHash('sha256').update(content).digest('hex')}`;
}
