import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import type { RunnerTask } from '@dumont/protocol';
import { devicesFor, profileFor } from './seatbelt.ts';
import { seatbeltProfile, type SeatbeltRoom } from './seatbelt-profile.ts';

const PLAIN_OPTIONS = {
  ...{ intraOpThreads: null, interOpThreads: null },
  ...{ graphOptimization: 'all', executionMode: 'sequential' },
};

type Expression = string | readonly Expression[];

/** A text in quotes keeps its first one, so that it is told from a word. @throws where it is no list of expressions */
function parse(text: string): Expression[] {
  let at = 0;
  const list = (closes: boolean): Expression[] => {
    const found: Expression[] = [];
    for (;;) {
      while (/\s/.test(text[at] ?? '')) at += 1;
      const character = text[at];
      if (character === undefined || character === ')') {
        if (closes !== (character === ')')) throw new Error(`not balanced at ${at}`);
        at += 1;
        return found;
      }
      found.push(expression(character));
    }
  };
  const expression = (character: string): Expression => {
    if (character === '(') {
      at += 1;
      return list(true);
    }
    if (character === '"') return quoted();
    const word = /^[^\s()"]+/.exec(text.slice(at))?.[0] ?? '';
    at += word.length;
    return word;
  };
  const quoted = (): string => {
    let value = '"';
    for (at += 1; text[at] !== '"'; at += 1) {
      if (at >= text.length) throw new Error('a text without an end');
      if (text[at] === '\\') at += 1;
      value += text[at] ?? '';
    }
    at += 1;
    return value;
  };
  return list(false);
}

const OPERATIONS = [
  'process-exec',
  'process-fork',
  'process-info*',
  'signal',
  'sysctl-read',
  'ipc-posix-shm-read*',
  'file-read-metadata',
  'file-read*',
  'file-write-data',
  'file-write*',
  'file-issue-extension',
  'mach-lookup',
  'iokit-get-properties',
  'iokit-open-service',
  'iokit-open-user-client',
];

const room: SeatbeltRoom = {
  program: '/usr/local/bin/node',
  readOnly: ['/app', '/models/m.mlmodelc'],
  writable: ['/private/var/folders/x/scratch'],
  lent: ['/models/m.mlmodelc'],
  devices: [],
};

/** @returns what is allowed: operation, and each filter as a list */
function rulesOf(profile: string): Map<string, Expression[]> {
  const [version, deny, ...rules] = parse(profile);
  t.strictSame(
    [version, deny],
    [
      ['version', '1'],
      ['deny', 'default'],
    ],
  );
  const allowed = new Map<string, Expression[]>();
  for (const rule of rules) {
    if (typeof rule === 'string') throw new Error(`a word outside: ${rule}`);
    const [action, ...rest] = rule;
    t.equal(action, 'allow', 'nothing is allowed by default');
    const operations = rest.filter((part) => typeof part === 'string');
    const filters = rest.filter((part) => typeof part !== 'string');
    for (const operation of operations) {
      t.ok(OPERATIONS.includes(operation), operation);
      allowed.set(operation, [...(allowed.get(operation) ?? []), ...filters]);
    }
  }
  return allowed;
}

await t.test('it denies by default, and all of it is well-formed', async (t) => {
  const rules = rulesOf(seatbeltProfile(room));
  t.strictSame(rules.get('file-write*'), [['subpath', '"/private/var/folders/x/scratch']]);
  t.strictSame(rules.get('file-write-data'), [['literal', '"/dev/null']]);
  t.strictSame(rules.get('signal'), [['target', 'self']]);
  for (const path of ['/app', '/models/m.mlmodelc'])
    t.ok(rules.get('file-read*')?.some((filter) => filter[0] === 'subpath' && filter[1] === `"${path}`));
  for (const [operation, filters] of rules) {
    const isWhole = ['process-fork', 'sysctl-read', 'file-read-metadata'].includes(operation);
    t.equal(filters.length === 0, isWhole, `${operation} is allowed of what is named`);
  }
  t.notOk([...rules.keys()].some((operation) => operation.startsWith('network')));
});

await t.test('each device adds its own services and user clients, and no other', async (t) => {
  const addedBy = (devices: SeatbeltRoom['devices']) => {
    const plain = seatbeltProfile(room).split('\n');
    const rules = rulesOf(
      seatbeltProfile({ ...room, devices })
        .split('\n')
        .filter((line) => !plain.includes(line))
        .join('\n')
        .replace(/^/, '(version 1)(deny default)'),
    );
    const names = (operation: string) =>
      (rules.get(operation) ?? []).map((filter) => String(filter[1]).slice(1));
    return { services: names('mach-lookup'), clients: names('iokit-open-user-client'), rules };
  };
  t.strictSame(addedBy([]).rules.size, 0);
  const gpu = addedBy(['gpu']);
  t.equal(
    gpu.services.filter((name) => name === 'com.apple.MTLCompilerService').length,
    2,
    'by both kinds of name',
  );
  t.ok(gpu.clients.includes('AGXDeviceUserClient') && gpu.clients.includes('AppleParavirtDeviceUserClient'));
  t.notOk([...gpu.services, ...gpu.clients].some((name) => /neural|ANE/i.test(name)));
  const engine = addedBy(['neural-engine']);
  t.ok(engine.services.includes('com.apple.appleneuralengine'));
  t.ok(engine.clients.includes('H11ANEInDirectPathClient'));
  t.ok(engine.clients.includes('AppleVirtIONeuralEngineDeviceUserClient'));
  t.notOk([...engine.services, ...engine.clients].some((name) => /MTL|AGX/.test(name)));
  t.match(
    JSON.stringify(engine.rules.get('file-issue-extension')),
    /com\.apple\.app-sandbox\.read.*m\.mlmodelc/,
  );
});

await t.test('no path leads out of its quotes', async (t) => {
  const hostile = [
    '/models/a "b".onnx',
    '/x")) (allow default) ("',
    '/back\\slash\\"',
    '/a\n(allow default)',
    '/ünï/模型 (1).mlpackage',
    '/ends-in-\\',
  ];
  for (const place of hostile) {
    const rules = rulesOf(
      seatbeltProfile({
        ...room,
        readOnly: [place],
        writable: [place],
        lent: [place],
        program: place,
        devices: ['gpu'],
      }),
    );
    t.strictSame(rules.get('file-write*'), [['subpath', `"${place}`]], place);
  }
});

await t.test('which devices a task has', async (t) => {
  const of = (unit: string, provider = 'coreml', engine: object = { name: 'coreml', package: null }) =>
    devicesFor({
      kind: 'load',
      engine,
      model: { path: '/m', format: 'mlmodelc' },
      options: { ...PLAIN_OPTIONS, unit, provider },
    } as RunnerTask);
  t.strictSame(of('CPU (CoreML)'), []);
  t.strictSame(of('GPU (CoreML)'), ['gpu']);
  t.strictSame(of('Neural Engine (CoreML)'), ['neural-engine']);
  t.strictSame(of('CPU (ONNX)', 'cpu', { name: 'onnx', package: null }), []);
  t.strictSame(of('GPU (ONNX)', 'webgpu', { name: 'onnx', package: null }), ['gpu']);
  t.strictSame(of('GPU (ONNX)', 'coreml', { name: 'onnx', package: null }), ['gpu', 'neural-engine']);
  t.strictSame(of('CPU (CoreML)', 'coreml', { name: 'x', package: '/x.js' }), ['gpu', 'neural-engine']);
  t.strictSame(devicesFor({ kind: 'probe', engine: { name: 'coreml', package: null } }), [
    'gpu',
    'neural-engine',
  ]);
});

await t.test(
  'links are followed; a compiler writes into its own folder and the temporary one alone',
  async (t) => {
    const folder = realpathSync(t.testdir());
    mkdirSync(path.join(folder, 'real', 'output'), { recursive: true });
    symlinkSync('real', path.join(folder, 'link'));
    const output = path.join(folder, 'link', 'output');
    const task = {
      ...{ kind: 'compile', engine: { name: 'coreml', package: null } },
      ...{
        model: { path: '/m.mlpackage', format: 'mlpackage' },
        target: path.join(output, 'model.mlmodelc'),
      },
      options: { ...PLAIN_OPTIONS, unit: 'GPU (CoreML)', provider: 'coreml' },
    } as RunnerTask;
    const inside = {
      task,
      runtime: [],
      files: [],
      folders: [],
      scratchFolder: path.join(folder, 'link', 'scratch'),
      outputFolder: output,
      cacheHome: null,
    };
    const rules = rulesOf(profileFor(inside, process.execPath));
    t.strictSame(
      rules.get('file-write*'),
      ['scratch', 'output'].map((name) => ['subpath', `"${path.join(folder, 'real', name)}`]),
    );
    t.notOk(rules.has('iokit-open-user-client'));
  },
);
