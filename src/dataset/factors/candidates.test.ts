import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { select, genes as tenFactors } from '../../../tests/support/dataset/countScreen';
import type { Fixture } from '../../../tests/support/dataset/screens';
import { Random } from '../../numerics/random';
import type { Mapping } from '../mapping';
import { listedFactors, speciesNames } from './candidates';

const other = Array.from({ length: 200 }, (_, gene) => `RPLX${gene}`);
/** The genes of the demo. */
const myeloid = 'CEBPA EKLF EgrNab FOG1 Fli1 GATA1 GATA2 Gfi1 PU1 SCL cJun'.split(' ');
const inMouse = (name: string) => name.charAt(0) + name.slice(1).toLowerCase();
const yeast = ['GAL4', 'GCN4', 'MSN2', 'MSN4', 'PHO4', 'SWI4', 'STE12', 'YAP1', 'HAP1', 'LEU3', 'CBF1'];

describe('the list of a species', () => {
  it.each([
    ['human', tenFactors],
    ['mouse', tenFactors.map(inMouse)],
    ['yeast', yeast],
  ] as const)('is told from its names as they are written: %s', async (species, names) => {
    expect(await listedFactors([...other, ...names])).toEqual({ species, names: new Set(names) });
  });

  it('knows yeast genes by their systematic names', async () => {
    const systematic = readFileSync(`${import.meta.dirname}/yeast.txt`, 'utf8')
      .split('\n')
      .map((line) => line.split('\t')[1] ?? '')
      .filter((name) => /^Y[A-P][LR]\d{3}[CW]$/.test(name));
    expect(systematic.length).toBeGreaterThan(100);
    expect((await listedFactors(systematic))?.species).toBe('yeast');
  });

  it('applies to no screen of fewer than ten listed names, nor of two species alike', async () => {
    expect(await listedFactors([...other, ...tenFactors.slice(1)])).toBeNull();
    expect(await listedFactors(other.map((_, gene) => `G${gene}`))).toBeNull();
    expect(await listedFactors(myeloid)).toBeNull();
    expect(await listedFactors([...tenFactors, ...tenFactors.map(inMouse)])).toBeNull();
  });

  it('has one gene a line, in order, each once', () => {
    for (const species of speciesNames) {
      const lines = readFileSync(`${import.meta.dirname}/${species}.txt`, 'utf8')
        .trimEnd()
        .split('\n');
      expect(lines).toEqual([...new Set(lines)].toSorted());
      expect(lines.every((line) => /^\S+(\t\S+)?$/.test(line))).toBe(true);
    }
  });
});

/** Knockouts of GATA1 and of RPLX0 among ten factors and five other genes. */
function screen(nameOf = (name: string) => name): Fixture {
  const genes = [...tenFactors, ...other.slice(0, 5)];
  const random = new Random(3);
  const labels = ['control', 'control', 'GATA1', 'RPLX0'];
  const perturbation = Array.from({ length: 120 }, (_, cell) => labels[cell % labels.length] ?? '');
  const rows = perturbation.map((label) =>
    genes.map((gene) => (gene === label ? 0 : Math.floor(9 * random.uniform()))),
  );
  return {
    rows,
    genes: genes.map(nameOf),
    obs: { perturbation: perturbation.map((label) => (label === 'control' ? label : nameOf(label))) },
  };
}

async function candidatesOf(change: Partial<Mapping>, fixture = screen()) {
  const dataset = await select(fixture, change);
  return {
    ...dataset.candidateSource,
    names: Array.from(dataset.candidates, (gene) => dataset.genes[gene] ?? ''),
  };
}

describe('candidate regulators', () => {
  const factors = { species: 'human', factors: tenFactors } as const;

  it('are listed and perturbed genes of a species with a list', async () => {
    const names = [...tenFactors, 'RPLX0'].toSorted();
    expect(await candidatesOf({})).toEqual({ are: 'factors', names, ...factors });
    expect(await candidatesOf({ candidates: 'factors' })).toEqual({ are: 'factors', names, ...factors });
  });

  it('are perturbed, all or named genes where that is chosen', async () => {
    const all = [...tenFactors, ...other.slice(0, 5)].toSorted();
    expect(await candidatesOf({ candidates: 'perturbed' })).toEqual({
      are: 'perturbed',
      names: ['GATA1', 'RPLX0'],
      ...factors,
    });
    expect(await candidatesOf({ candidates: 'all' })).toEqual({ are: 'all', names: all, ...factors });
    const regulators = ['SPI1', 'RPLX1'];
    expect(await candidatesOf({ candidates: 'all', regulators })).toEqual({
      are: 'named',
      names: ['RPLX1', 'SPI1'],
      ...factors,
    });
  });

  it('are those of before where genes are of no species with a list', async () => {
    const made = screen((name) => `G${name}`);
    const names = [...made.genes].toSorted();
    expect(await candidatesOf({}, made)).toEqual({ are: 'all', names, species: null, factors: [] });
  });
});
