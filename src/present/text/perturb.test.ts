import { expect, it, test } from 'vitest';
import { shrunkText, perturbSentence } from './perturb';

const shared = { weight: 0.8, fullAt: 0, times: Float64Array.of(6), response: new Float64Array() };

it('says of a prediction how far it is shrunk and what it includes that all perturbations share, where genes are set that way', () => {
  expect(shrunkText({ kappa: 0.9, shared: null }, [0])).toBeNull();
  expect(shrunkText({ kappa: 0.2, shared: null }, [0])).toContain('Shrunk to 20\u00a0%');
  expect(shrunkText({ kappa: 0.9, shared }, [0.5])).toBe(
    'It includes 40\u00a0% of what all perturbations share.',
  );
  expect(shrunkText({ kappa: 0.9, shared }, [2])).toBeNull();
  expect(shrunkText({ kappa: 0.2, shared }, [0])).toMatch(/^Shrunk to .* badly\. It includes 80/u);
});

const genes = ['GATA1', 'SPI1', 'FOG1', 'JUN'];

test('the sentence names what was set and the largest fall and rise among the other genes', () => {
  const sliders = [
    { gene: 0, value: 0 },
    { gene: 1, value: 2 },
  ];
  const { title } = perturbSentence(genes, sliders, Float32Array.from([-9, 9, -1, 0.5]));
  expect(title).toBe('Without GATA1 and with SPI1 × 2, FOG1 falls most (÷ 2.0) and JUN rises most (× 1.4)');
});

test('a slider left at unchanged asks nothing', () => {
  expect(perturbSentence(genes, [{ gene: 0, value: 1 }], null).title).toContain('Change a gene');
});

test('where nothing else moves, that is the answer', () => {
  const { title } = perturbSentence(genes, [{ gene: 0, value: 0 }], Float32Array.from([-9, 0, 0, 0]));
  expect(title).toBe('Without GATA1, no other gene is predicted to change');
});
