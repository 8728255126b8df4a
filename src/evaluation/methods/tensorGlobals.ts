/**
 * tfjs knows two places: browsers, whose functions Node has as well, and a Node with `require`, which modules do not have. Imported before
 * tfjs, this file makes Node look like a worker of a browser to it; the same once more while its backend opens.
 */
const { process: host } = globalThis as { readonly process?: Partial<NodeJS.Process> };

const missing = Object.entries({
  WorkerGlobalScope: Object,
  // Only the beginning of paths that are never read: the binary comes from memory.
  __dirname: '',
}).filter(([name]) => host?.versions?.node && !(name in globalThis));

addTensorGlobals();

export function addTensorGlobals(): void {
  Object.assign(globalThis, Object.fromEntries(missing));
}

/** Call once tfjs is imported, and once its backend is open: programs that use the library see no new globals. */
export function removeTensorGlobals(): void {
  for (const [name] of missing) Reflect.deleteProperty(globalThis, name);
}
