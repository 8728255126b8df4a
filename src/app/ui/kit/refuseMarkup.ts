/**
 * The default policy of Trusted Types: what a library writes as text where the browser would read markup or run a script. Empty text may
 * be written, and the app's own files may be run; all else is refused, and tests fail on it (scripts/policy.ts).
 */
export function refuseMarkup(): void {
  globalThis.trustedTypes?.createPolicy('default', {
    createHTML: (text) => (text === '' ? '' : null),
    createScriptURL: (address) => (isOwnFile(address) ? address : null),
  });
}

function isOwnFile(address: string): boolean {
  return new URL(address, document.baseURI).href.startsWith(new URL('./', document.baseURI).href);
}
