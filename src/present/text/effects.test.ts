import { expect, it } from 'vitest';
import { effectsSentence } from './diagnosis';

const some = { measurable: 2, of: 20, labels: ['GATA1', 'SPI1'] };
const guide = (name: string, verdict: 'alike' | 'weak' | 'unclear') => ({
  guide: name,
  target: 'GATA1',
  cells: 30,
  strength: 0,
  error: 0.1,
  verdict,
});
const counted = '2 of 20 perturbations have a measurable effect on modelled genes other than their targets.';

it('the statement of effects says what was compared where guides are known, and which guides differ', () => {
  expect(effectsSentence(some, [])).toBe(counted);
  expect(effectsSentence({ ...some, unit: 'cells' }, [guide('GATA1_g1', 'alike')])).toBe(counted);
  expect(effectsSentence({ ...some, unit: 'guides' }, [guide('GATA1_g1', 'weak')])).toBe(
    `${counted} Tested across guides: an effect counts if the guides of its gene share it and other guides do not. GATA1_g1 does not act as the other guides of the same target.`,
  );
  expect(effectsSentence({ ...some, unit: 'cells', guidesUnused: 'few-guides' }, [])).toContain('too few');
  expect(effectsSentence({ ...some, unit: 'cells', guidesUnused: 'single-guides' }, [])).toContain(
    'many targets have a single working guide',
  );
});
