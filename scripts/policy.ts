/**
 * The content security policy of the built page and, by inheritance, of its workers (workers/startWorker.ts): the app's own files, no
 * eval, no inline script, no request to another address, no text read as markup. Vite writes it into index.html, and into
 * `_headers`, which hosts such as Netlify and Cloudflare Pages serve. The download worker has a policy of its own
 * (docs/decisions/0072-nothing-leaves.md).
 */
import type { Plugin } from 'vite';

const policyOfPage = written({
  'default-src': "'none'",
  // WebAssembly is compiled from the app's own files; eval stays forbidden.
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self' blob:",
  'connect-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data: blob:",
  'font-src': "'self' data:",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'require-trusted-types-for': "'script'",
  // Markup and scripts are made by these alone: src/app/ui/kit/refuseMarkup.ts, workers/startWorker.ts, network-view/canvas/layers.ts.
  'trusted-types': 'default modulode-workers modulode-marks',
});

/** The worker that fetches the file at an address that a person typed (workers/download.ts). Addresses of this computer need no encryption. */
const policyOfDownload = written({
  'default-src': "'none'",
  'script-src': "'self'",
  'connect-src': "'self' https: http://localhost:* http://127.0.0.1:*",
  'require-trusted-types-for': "'script'",
  'trusted-types': "'none'",
});

/** Text, its style and its pictures (scripts/guide). */
export const policyOfGuide = written({
  'default-src': "'none'",
  'style-src': "'self'",
  'img-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
});

function written(directives: Readonly<Record<string, string>>): string {
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources}`)
    .join('; ');
}

/** Hosts join the headers of all rules that match, and browsers enforce every policy they get: no two of these match one file. */
const rules = [
  ...['/', '/index.html', '/sw.js', '/assets/*'].map((place) => headers(place, policyOfPage)),
  headers('/download/*', policyOfDownload),
  headers('/guide/*', policyOfGuide),
];

function headers(place: string, policy: string): string {
  return `${place}\n  Content-Security-Policy: ${policy}\n  X-Content-Type-Options: nosniff\n`;
}

export function contentSecurityPolicy(): Plugin {
  return {
    name: 'modulode-content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: policyOfPage },
        injectTo: 'head-prepend',
      },
    ],
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: '_headers', source: rules.join('') });
    },
  };
}
