import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/**
 * Builds `renderer/` into `dist/renderer`. The result has relative addresses, so that Electron (from a file) and
 * `sluice serve` (from any path) load the same page; and nothing inline, so that a Content-Security-Policy of
 * `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'` lets all of it through.
 */
export default defineConfig({
  root: fileURLToPath(new URL('../renderer', import.meta.url)),
  base: './',
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('../dist/renderer', import.meta.url)),
    emptyOutDir: true,
    target: ['chrome130', 'firefox130', 'safari18'],
    // `data:` addresses would need a hole in the policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        index: fileURLToPath(new URL('../renderer/index.html', import.meta.url)),
        // The drop target of the desktop app: a page of its own.
        drop: fileURLToPath(new URL('../renderer/drop.html', import.meta.url)),
      },
    },
  },
});
