import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { defineConfig } from 'eslint/config';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Who may import whom: see docs/architecture.md. `from` is what the `target` may not reach. */
const zones = [
  {
    target: 'packages/protocol/src',
    from: ['packages/engines', 'packages/runner', 'packages/supervisor', 'test', 'tools'],
  },
  { target: 'packages/engines/src', from: ['packages/runner', 'packages/supervisor', 'test', 'tools'] },
  { target: 'packages/runner/src', from: ['packages/supervisor', 'test', 'tools'] },
  {
    target: 'packages/supervisor/src/**',
    from: ['packages/engines/**', 'packages/runner/src/!(host)/**', 'test/**', 'tools/**'],
  },
  { target: 'packages/supervisor/src/!(cli)/**', from: ['packages/supervisor/src/cli'] },
  {
    target: 'packages/runner/src/benchmark/child',
    from: ['packages/runner/src/!(benchmark|host)/**', 'test/**', 'tools/**'],
  },
  {
    target: 'packages/runner/src/!(benchmark)/**',
    from: ['packages/runner/src/benchmark/child', 'packages/engines', 'test', 'tools'],
  },
  { target: 'packages/runner/src/!(cli)/**', from: ['packages/runner/src/cli'] },
  // Servers and fakes that tests and tools need alike, and what a test holds a document to.
  {
    target: 'test',
    from: ['tools'],
    except: ['./orchestrator', './redis', './fleet/fake-report.ts', './describe-configuration.ts'],
  },
];

export default defineConfig(
  { ignores: ['**/dist/**', '**/node_modules/**', '.tap/**', '.cache/**'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true } },
    settings: {
      'import-x/extensions': ['.ts'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [
        createTypeScriptImportResolver({ conditionNames: ['dumont-source', 'import', 'default'] }),
      ],
      'import-x/external-module-folders': ['node_modules'],
    },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-extraneous-dependencies': ['error', { includeTypes: true }],
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 12],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['packages/protocol/src/**'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^(node:|(?!\\.|zod$))', message: 'protocol is pure: zod and its own files only' },
          ],
        },
      ],
    },
  },
  {
    files: ['packages/runner/src/**', 'packages/supervisor/src/**'],
    ignores: ['packages/runner/src/benchmark/child/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(onnxruntime|@dumont/engines)',
              message: 'only the isolated process loads native inference code',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.test.ts', 'test/**', 'tools/**', 'examples/**', 'eslint.config.ts'],
    rules: {
      // Development dependencies live in the root package.
      'import-x/no-extraneous-dependencies': 'off',
    },
  },
  {
    files: ['**/*.test.ts'],
    rules: {
      // Some subtests are asynchronous only because tap ends them when their promise settles.
      '@typescript-eslint/require-await': 'off',
    },
  },
);
