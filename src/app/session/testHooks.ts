/**
 * Whether the page describes what it draws in attributes, which end-to-end tests read: only where `__modulodeTest` was
 * set before the page loaded, because writing them on every frame costs time.
 */
export const testHooks = Reflect.get(globalThis, '__modulodeTest') === true;
