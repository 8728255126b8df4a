import { expect, test } from 'vitest';
import { confirmationText, contradictedText } from './knowledge';

const counts = { confirmed: 3, contradicted: 1, 'no-response': 1, unclear: 10, untested: 8 };

test('Confirmed edges are told beside those of exchanged networks, and no more than chance is called so', () => {
  expect(confirmationText({ counts, byChance: 1.85, p: 0.22 })).toContain(
    '3 of 15 tested known edges are confirmed by measured responses, 1 contradicted.',
  );
  expect(confirmationText({ counts, byChance: 1.85, p: 0.22 })).toContain('no more than expected by chance');
  expect(confirmationText({ counts, byChance: 0.4, p: 0.024 })).toContain(
    'The data confirm these known edges.',
  );
  const untested = { confirmed: 0, contradicted: 0, 'no-response': 0, unclear: 0, untested: 8 };
  expect(confirmationText({ counts: untested, byChance: 0, p: 1 })).toContain(
    'none of their regulators was perturbed',
  );
});

test('Contradicted edges are named with the perturbations and cells that contradict them', () => {
  const seen = {
    label: 'A',
    time: null,
    cells: 80,
    effect: -1.2,
    q: 1e-5,
    asSign: 1,
    isClear: true,
  } as const;
  const edge = { source: 0, target: 1, sign: -1, finding: 'contradicted', observations: [seen] } as const;
  const screen = { genes: ['A', 'B'], timeUnit: '', conditions: [], notes: [] };
  const text = contradictedText([edge], screen);
  expect(text.replaceAll(' ', ' ')).toBe('Contradicted: A → B (A: −1.20 SD, q 1e-5, 80 cells).');
  expect(contradictedText([edge], { ...screen, scale: 'log-ratio' })).toContain('80 samples');
});
