/** The fence between the rooms: the table, the code, the documentation and ESLint say the same. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { z } from 'zod';
import { ARCHITECTURE, describeArchitecture } from '../../tools/house/describe.ts';
import {
  allows,
  folderOf,
  importsOf,
  isForTests,
  pathOf,
  roomOf,
  ROOT,
  targetOf,
  whyForbidden,
} from '../../tools/house/fence.ts';
import { findCircles, readImports } from '../../tools/house/imports.ts';
import { ROOMS } from '../../tools/house/rooms.ts';
import { copyPackages } from '../support/copy.ts';
import { runTool } from '../support/tool.ts';

const imports = readImports();
const files = [...imports.keys()];
const rooms = Object.keys(ROOMS);
const reportSchema = z.array(
  z.object({
    filePath: z.string(),
    messages: z.array(z.object({ ruleId: z.string().nullable(), message: z.string() })),
  }),
);

const inPackages = (room: string) => folderOf(room).startsWith('packages/');

await t.test('every file of the packages lies in a room of its own folder', async (t) => {
  const lost = files.filter((file) => {
    const room = roomOf(file);
    const isOwn = room !== undefined && path.posix.dirname(file) === folderOf(room);
    return file.startsWith('packages/') && !file.includes('/testing/') && !isOwn;
  });
  t.same(lost, []);
});

await t.test('the code keeps to the table', async (t) => {
  const wrong = [...imports].flatMap(([file, specifiers]) =>
    specifiers.flatMap((specifier) => whyForbidden(file, specifier) ?? []).map((why) => `${file}: ${why}`),
  );
  t.same(wrong, []);
});

await t.test('the table allows no more than the code needs', async (t) => {
  const used = new Set(
    [...imports].flatMap(([file, specifiers]) =>
      isForTests(file) && !file.includes('/testing/')
        ? []
        : specifiers.map((specifier) => `${roomOf(file) ?? ''} > ${targetOf(file, specifier).name}`),
    ),
  );
  const idle = rooms
    .filter((room) => inPackages(room) && !room.endsWith('/testing'))
    .flatMap((room) => importsOf(room).map((name) => `${room} > ${name}`))
    .filter((arrow) => !arrow.endsWith('/*') && !used.has(arrow));
  t.same(idle, []);
});

await t.test('circles of files are found, also those of types alone', async (t) => {
  const circle = new Map([
    ['a/one.ts', ['./two.ts', 'node:fs']],
    ['a/two.ts', ['../b/three.ts']],
    ['b/three.ts', ['../a/one.ts', './four.ts']],
    ['b/four.ts', []],
  ]);
  t.same(
    findCircles(circle).map((found) => found.toSorted()),
    [['a/one.ts', 'a/two.ts', 'b/three.ts']],
  );
  t.same(
    findCircles(
      new Map([
        ['a/one.ts', ['./two.ts']],
        ['a/two.ts', []],
      ]),
    ),
    [],
  );
});

await t.test('the code has no circles of files', async (t) => {
  t.same(findCircles(imports), []);
});

await t.test('code does not import what is for tests alone', async (t) => {
  const file = 'packages/supervisor/src/time/clock.ts';
  for (const specifier of ['../testing/silent-log.ts', './testing/any.ts', './doorbell.test.ts']) {
    t.type(whyForbidden(file, specifier), 'string', specifier);
  }
});

await t.test('what the programs reach loads no native inference code', async (t) => {
  const reached = reachedFrom('packages/runner/src/cli/main.ts', 'packages/supervisor/src/cli/main.ts');
  t.ok(reached.has('packages/engines/src/manifests/index.ts'), 'they know the engines');
  const native = [...reached].filter((name) =>
    /onnxruntime|engines\/src\/onnx\/(native|node-binding)/.test(name),
  );
  t.same(native, []);
});

await t.test('docs/architecture.md shows the table', async (t) => {
  t.equal(await readFile(ARCHITECTURE, 'utf8'), await describeArchitecture(), 'npm run write:architecture');
});

await t.test('between any two rooms of the packages only what the table says is allowed', async (t) => {
  for (const from of rooms.filter((room) => inPackages(room) && !room.endsWith('/testing'))) {
    for (const to of rooms.filter((room) => room !== from && inPackages(room))) {
      const allowed = allows(from, { kind: 'room', name: to });
      const specifier = path.posix.relative(folderOf(from), `${folderOf(to)}/some.ts`);
      const why = whyForbidden(
        `${folderOf(from)}/other.ts`,
        specifier.startsWith('.') ? specifier : `./${specifier}`,
      );
      const isOnePackage = from.split('/')[0] === to.split('/')[0];
      if (!allowed || !isOnePackage) t.type(why, 'string', `${from} > ${to}`);
      else t.equal(why, null, `${from} > ${to}`);
    }
  }
});

await t.test('ESLint refuses a forbidden import from every room, and circles', async (t) => {
  const copy = await copyPackages(t.testdir({}));
  const pairs = forbiddenPairs();
  t.ok(pairs.length > 20);
  for (const { file, specifier } of pairs)
    await writeFile(path.join(copy, file), `import {} from '${specifier}';\n`);
  const [one = '', two = ''] = ['one', 'two'].map((name) => `${folderOf('protocol')}/${name}.ts`);
  await writeFile(path.join(copy, one), "import type { Two } from './two.ts';\nexport type One = Two[];\n");
  await writeFile(path.join(copy, two), "import type { One } from './one.ts';\nexport type Two = One[];\n");
  const reports = await lint(copy, [one, two, ...pairs.map(({ file }) => file)]);
  const isRefused = (file: string, rule: string, what: string) =>
    reports
      .get(path.join(copy, file))
      ?.some(({ ruleId, message }) => ruleId === rule && message.includes(what));
  for (const { file, from, to } of pairs) t.ok(isRefused(file, 'house/fence', to), `${from} > ${to}`);
  t.ok(isRefused(one, 'house/no-circle', two), 'a circle of types');
  t.ok(isRefused(two, 'house/no-circle', one), 'and from its other side');
});

/** @returns the files and packages that these import, and what those import; an isolated process is a program of its own */
function reachedFrom(...programs: readonly string[]): Set<string> {
  const reached = new Set(programs);
  for (const file of reached) {
    for (const specifier of imports.get(file) ?? []) reached.add(pathOf(file, specifier));
  }
  return reached;
}

interface Pair {
  readonly from: string;
  readonly to: string;
  readonly file: string;
  readonly specifier: string;
}

/** For each room with files one that it may not import, another one each time. */
function forbiddenPairs(): Pair[] {
  const filled = rooms.filter(
    (room) => inPackages(room) && !room.endsWith('/testing') && files.some((file) => roomOf(file) === room),
  );
  return filled.flatMap((from, index) => {
    const others = [...filled.slice(index + 1), ...filled.slice(0, index)];
    for (const to of others) {
      const there = files.find((file) => roomOf(file) === to && !isForTests(file)) ?? '';
      const file = `${folderOf(from)}/forbidden-import.ts`;
      const relative = path.posix.relative(folderOf(from), there);
      const specifier = relative.startsWith('.') ? relative : `./${relative}`;
      if (whyForbidden(file, specifier) !== null) return [{ from, to, file, specifier }];
    }
    return [];
  });
}

async function lint(cwd: string, names: readonly string[]) {
  const program = path.join(ROOT, 'node_modules', 'eslint', 'bin', 'eslint.js');
  const { stdout, stderr, exitCode, signal } = await runTool(cwd, program, '--format', 'json', ...names);
  // 1 says that something was found.
  if (exitCode !== 0 && exitCode !== 1) {
    throw new Error(`ESLint ended with ${exitCode ?? signal ?? 'nothing'}: ${stderr}`);
  }
  const reports = reportSchema.parse(JSON.parse(stdout));
  return new Map(reports.map(({ filePath, messages }) => [filePath, messages]));
}
