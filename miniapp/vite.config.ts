import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // VK's hosting and our own serve the same build from different paths.
  base: './',
  plugins: [react()],
  build: {
    // The oldest browsers in which VKUI 8 works (its release notes 8.0.0).
    target: ['chrome84', 'safari15', 'firefox115'],
    manifest: true,
    rolldownOptions: {
      // They do nothing by being imported, though their packages do not say so.
      treeshake: {
        moduleSideEffects: [{ test: /node_modules\/@vkontakte\/vkui-/, sideEffects: false }],
      },
      output: {
        codeSplitting: {
          // Without this a group swallows whatever its members import: all of VKUI.
          includeDependenciesRecursively: false,
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\//, priority: 1 },
            // All that is needed at once in one file: many small ones take longer and pack worse.
            { name: 'first-screen', tags: ['$initial'] },
            // Lists that open over the screen: the first screen has none, and would get them with the entry.
            {
              name: 'floating',
              test: /(@floating-ui\/(core|dom)|floating-ui\/react-dom|vkui-date-fns-tz)\//,
            },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8000' } },
  test: {
    environment: 'jsdom',
    setupFiles: ['./tests/setup.ts'],
    css: false,
    // Importing VKUI takes two thirds of a run: files share it.
    isolate: false,
  },
});
