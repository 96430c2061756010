import { defineConfig, type Plugin } from 'vite';

const SERVER = 'http://127.0.0.1:3000';

/** What the server does to the page of a built app, for `vite` alone: the console at `/`, the API beside it. */
const placeholders: Plugin = {
  name: 'posthorn-placeholders',
  apply: 'serve',
  transformIndexHtml: (html) =>
    html.replaceAll('__POSTHORN_SIGN_IN__', 'token').replaceAll(/__POSTHORN_(BASE|API|NONCE)__/g, ''),
};

/**
 * Builds the app into `libs/console/public`. Every URL is relative, so that one build works under any prefix; nothing is
 * inlined, because the policy of the page allows neither data: scripts nor inline ones.
 */
export default defineConfig(({ command }) => ({
  root: import.meta.dirname,
  base: './',
  publicDir: 'static',
  plugins: [placeholders],
  ...(command === 'build' ? { html: { cspNonce: '__POSTHORN_NONCE__' } } : {}),
  build: {
    outDir: '../public',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      // "use client" is for servers that render React; there is none here.
      onwarn: (warning, warn) => {
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
      },
    },
  },
  server: { proxy: { '/v1': { target: SERVER } } },
}));
