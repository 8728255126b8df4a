/**
 * Starts workers under the policy of the page. A worker that is loaded from an address lives under the policy its host sends with the
 * script, and without any where the host sends none; one made from a blob inherits that of its maker (CSP level 3, "Initialize a
 * global object's CSP list"). So a worker is a blob of one line, which imports the script (decision 0072).
 */

/** Addresses that start a worker. */
const own = new Set<string>();

/** Lets workers start from these addresses, and from nothing else. */
const ownScripts = globalThis.trustedTypes?.createPolicy('modulode-workers', {
  createScriptURL(address: string) {
    if (!own.has(address)) throw new TypeError(`not a worker of this page: ${address}`);
    return address;
  },
});

/** `script`: what Vite gives for `?worker&url`. `name` is what the browser's tools show, in the address too. */
export function startWorker(script: string, name: string): Worker {
  const address = absolute(script);
  const blob = blobs.get(address) ?? blobThatImports(address);
  blobs.set(address, blob);
  return start(`${blob}#${name}`, name);
}

/** The worker that may ask other servers, which the policy of the page forbids: loaded from its address, with a policy of its own. */
export function startDownloadWorker(script: string, name: string): Worker {
  return start(absolute(script), name);
}

function start(address: string, name: string): Worker {
  own.add(address);
  return new Worker(ownScripts?.createScriptURL(address) ?? address, { type: 'module', name });
}

const absolute = (script: string) => new URL(script, import.meta.url).href;

/** Addresses of blobs, by script: a handful, kept as long as the page. */
const blobs = new Map<string, string>();

function blobThatImports(address: string): string {
  return URL.createObjectURL(new Blob([`import ${JSON.stringify(address)};`], { type: 'text/javascript' }));
}
