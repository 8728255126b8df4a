import { MantineProvider } from '@mantine/core';
import { isValidElement } from 'react';
import { renderToReadableStream, renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { lazily, PartBoundary } from './lazily';

function boundaryAfter(error: unknown, lost: 'page' | 'part' = 'part'): PartBoundary {
  const boundary = new PartBoundary({ children: null, lost });
  boundary.state = PartBoundary.getDerivedStateFromError(error);
  return boundary;
}

function told(error: unknown, lost?: 'page' | 'part'): string {
  return renderToStaticMarkup(<MantineProvider>{boundaryAfter(error, lost).render()}</MantineProvider>);
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
  expect(text).toContain('This part of the page could not be shown');
  expect(text).toContain('Your run is kept');
  expect(text).toContain('x is not a function');
  expect(text).not.toContain('connection');
  expect(told('odd', 'page')).toContain('This page could not be shown');
  expect(told('odd')).toContain('odd');
});

it('a part that was loaded before it is shown is shown at once', async () => {
  const Part = lazily(async () => ({ name }: { name: string }) => <p>{name}</p>);
  expect(() => renderToStaticMarkup(<Part name="too early" />)).toThrow(/suspended/u);
  await Part.load();
  expect(renderToStaticMarkup(<Part name="GATA1" />)).toBe('<p>GATA1</p>');
});

it('a part whose loading failed is asked for again when a person tries again, and not by itself', async () => {
  let attempts = 0;
  const Part = lazily(async () => {
    attempts++;
    if (attempts === 1) throw new TypeError('Failed to fetch dynamically imported module');
    return ({ name }: { name: string }) => <p>{name}</p>;
  });
  const part = <Part name="GATA1" />;
  const shown = async () =>
    new Response(await renderToReadableStream(part, { onError: () => undefined })).text();
  await expect(shown()).rejects.toThrow('Failed to fetch');
  // React renders what it waits for several times: no rendering asks again by itself.
  await expect(shown()).rejects.toThrow('Failed to fetch');
  expect(attempts).toBe(1);
  const message = boundaryAfter(new TypeError('Failed to fetch dynamically imported module')).render();
  expect(isValidElement<{ again: () => void }>(message) && message.props.again()).toBeUndefined();
  expect(await shown()).toBe('<p>GATA1</p>');
});
