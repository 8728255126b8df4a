/**
 * Whether the page describes what it draws to tests: in attributes, where `__modulodeTest` was set before the page loaded
 * (end-to-end tests do so; writing them on every frame costs time), and in `window.modulodeTest` where its address has `?test`.
 */
export const testHooks = Reflect.get(globalThis, '__modulodeTest') === true;
export const testObject = typeof location !== 'undefined' && new URLSearchParams(location.search).has('test');
