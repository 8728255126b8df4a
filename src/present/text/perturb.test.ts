import { expect, it } from 'vitest';
import { shrunkText } from './perturb';

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
