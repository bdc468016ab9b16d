import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { defineConfig } from 'eslint/config';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';
import { house } from './tools/house/eslint-plugin.ts';

export default defineConfig(
  { ignores: ['**/dist/**', '**/node_modules/**', '.tap/**', '.cache/**'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { 'import-x': importX, house },
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
      'house/fence': 'error',
      'house/no-circle': 'error',
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
    files: ['**/*.test.ts', '**/testing/**', 'test/**', 'tools/**', 'examples/**', 'eslint.config.ts'],
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
