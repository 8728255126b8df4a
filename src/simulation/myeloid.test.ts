import { describe, expect, it } from 'vitest';
import { booleanHill } from './booleanHill';
import { myeloidGenes, myeloidRules, progenitorGenes } from './myeloid';
import { edgesOfRules } from './rules';

/** The rules at the corners: kinetics without leak and with sharp responses say 0 or the maximum. */
const kinetics = booleanHill(myeloidGenes, myeloidRules, {
  maximum: 1,
  leak: 0,
  half: new Float64Array(11).fill(1e-3),
  exponent: 4,
});

function nextOf(state: string): string {
  const rates = new Float64Array(11);
  kinetics.production(Float64Array.from(state, Number), rates);
  return Array.from(rates, (rate) => Math.round(rate)).join('');
}

describe('the myeloid network', () => {
  it('has 26 regulations between different genes and four self-regulations', () => {
    const edges = edgesOfRules(myeloidRules, myeloidGenes);
    expect(new Set(edges.map(({ source, target }) => `${source}>${target}`)).size).toBe(30);
    expect(edges.filter(({ source, target }) => source === target).map(({ source }) => source)).toEqual([
      'GATA2',
      'GATA1',
      'CEBPA',
      'SPI1',
    ]);
  });

  it('leads from the progenitor, one gene at a time, to exactly the four published cell types', () => {
    const start = myeloidGenes.map((name) => Number(progenitorGenes.includes(name))).join('');
    const seen = new Set([start]);
    const fixed: string[] = [];
    for (const state of seen) {
      const next = nextOf(state);
      if (next === state) fixed.push(state);
      for (const g of state.split('').keys())
        if (next[g] !== state[g]) seen.add(state.slice(0, g) + next[g] + state.slice(g + 1));
    }
    const on = fixed.map((state) => myeloidGenes.filter((_, g) => state[g] === '1').join(' '));
    // Krumsiek et al. 2011, figure 3: erythrocyte, megakaryocyte, monocyte, granulocyte. A cell may also lose everything.
    expect(new Set(on.filter((names) => names !== ''))).toEqual(
      new Set(['GATA1 FOG1 KLF1 TAL1', 'GATA1 FOG1 FLI1 TAL1', 'CEBPA SPI1 JUN EGRNAB', 'CEBPA SPI1 GFI1']),
    );
  });
});
