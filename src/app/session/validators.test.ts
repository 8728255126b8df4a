import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => vi.unstubAllGlobals());

it('reading links, run files and saved runs makes no code at run time, which the page forbids', async () => {
  const made = vi.fn<() => void>();
  vi.stubGlobal(
    'Function',
    new Proxy(Function, {
      construct: (target, parts: string[]) => {
        made();
        return new target(...parts);
      },
    }),
  );
  await import('../../share/link/frame');
  await import('../../share/runFile');
  expect(made).not.toHaveBeenCalled();
});
