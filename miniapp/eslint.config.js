import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

// What a layer must not reach into: imports point from app to pages to features to shared.
const above = {
  shared: ['**/app/**', '**/pages/**', '**/features/**'],
  features: ['**/app/**', '**/pages/**'],
  pages: ['**/app/**'],
};

export default defineConfig(
  { ignores: ['dist', 'node_modules', 'src/shared/api/schema.d.ts'] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  reactHooks.configs.flat.recommended,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false } },
      ],
      '@typescript-eslint/prefer-nullish-coalescing': [
        'error',
        // An empty text is nothing to show.
        { ignorePrimitives: { string: true } },
      ],
      'complexity': ['error', 10],
    },
  },
  Object.entries(above).map(([layer, group]) => ({
    files: [`src/${layer}/**`],
    rules: { 'no-restricted-imports': /** @type {const} */ (['error', { patterns: [{ group }] }]) },
  })),
);
