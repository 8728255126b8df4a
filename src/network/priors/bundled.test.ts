import { expect, it } from 'vitest';
import { bundledPriorNames, bundledPriors } from './about';
import { bundledEdges } from './bundled';

it('the networks that come with the program have the edges, factors and signs of their descriptions', async () => {
  for (const name of bundledPriorNames) {
    const edges = await bundledEdges(name);
    const factors = new Set(edges.map(({ source }) => source)).size;
    const signed = edges.filter(({ sign }) => sign !== 0).length / edges.length;
    expect(bundledPriors[name].about).toBe(
      `${edges.length.toLocaleString('en')} edges of ${factors} transcription factors, from abstracts; ${Math.round(100 * signed)} % with a sign`,
    );
  }
});

it('p53 activates BAX in human, and mouse names are those of mouse', async () => {
  const human = await bundledEdges('trrust-human');
  expect(human).toContainEqual({ source: 'TP53', target: 'BAX', sign: 1 });
  const mouse = await bundledEdges('trrust-mouse');
  expect(mouse.filter(({ source }) => /^[A-Z][a-z]/u.test(source)).length / mouse.length).toBeGreaterThan(
    0.95,
  );
});
