import { MantineProvider } from '@mantine/core';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { lazily, PartBoundary } from './lazily';

function told(error: unknown): string {
  const boundary = new PartBoundary({ children: null });
  boundary.state = PartBoundary.getDerivedStateFromError(error);
  return renderToStaticMarkup(<MantineProvider>{boundary.render()}</MantineProvider>);
}

it.each([
  'Failed to fetch dynamically imported module: https://example.org/assets/EvaluatePage.js',
  'error loading dynamically imported module: https://example.org/assets/EvaluatePage.js',
  'Importing a module script failed.',
  'Unable to preload CSS for /assets/EvaluatePage.css',
])('a part that cannot be fetched is told as such: %s', (message) => {
  expect(told(new TypeError(message))).toContain('could not be loaded');
});

it('an error of the program is told with its message and not as a lost connection', () => {
  const text = told(new TypeError('x is not a function'));
  expect(text).toContain('stopped working');
  expect(text).toContain('x is not a function');
  expect(text).not.toContain('connection');
  expect(told('odd')).toContain('odd');
});

it('a part that was loaded before it is shown is shown at once', async () => {
  const Part = lazily(async () => ({ name }: { name: string }) => <p>{name}</p>);
  expect(() => renderToStaticMarkup(<Part name="too early" />)).toThrow(/suspended/u);
  await Part.load();
  expect(renderToStaticMarkup(<Part name="GATA1" />)).toBe('<p>GATA1</p>');
});
