/**
 * The content security policy of the built page: the app's own files, no eval, no inline script; from elsewhere only what is fetched as data. Vite writes
 * it into index.html, and into `_headers`, which hosts such as Netlify and Cloudflare Pages serve with every file: a worker's
 * script is bound by the policy it was served with, not by that of the page (CSP level 3, "Workers").
 */
import type { Plugin } from 'vite';

const directives = {
  'default-src': "'none'",
  // WebAssembly is compiled from the app's own files; eval stays forbidden.
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self'",
  // The page fetches a file from elsewhere where a person asks for one (src/app/session/download.ts), and nothing else.
  'connect-src': "'self' https: http://localhost:* http://127.0.0.1:*",
  'style-src': "'self'",
  'img-src': "'self' data: blob:",
  'font-src': "'self' data:",
  'base-uri': "'none'",
  'form-action': "'none'",
} as const;

export const policy = Object.entries(directives)
  .map(([name, sources]) => `${name} ${sources}`)
  .join('; ');

export function contentSecurityPolicy(): Plugin {
  return {
    name: 'modulode-content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: policy },
        injectTo: 'head-prepend',
      },
    ],
    generateBundle() {
      this.emitFile({
        type: 'asset',
        fileName: '_headers',
        source: `/*\n  Content-Security-Policy: ${policy}\n  X-Content-Type-Options: nosniff\n`,
      });
    },
  };
}
