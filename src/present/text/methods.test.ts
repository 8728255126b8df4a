import { describe, expect, it } from 'vitest';
import { sampleRun } from '../../../tests/support/present/sampleRun';
import { version as ownVersion } from '../../../package.json';
import { readFileSync } from 'node:fs';
import { methodsOf, methodsText } from './methods';
import { bibtex, numberedSources, plainSource, ris, softwareSource, sourceOf } from './sources';

const plain = sampleRun();
const run = { ...plain, result: { ...plain.result, program: '9.9.9 (0a1b2c3d)' } };
const methods = methodsOf(run);
const whole = methods.paragraphs.join('\n');

/** The paragraphs of a run that started warm. `from`: none is recorded if absent. */
function after(from?: 'ridge' | 'fluctuations' | 'likelihood'): string {
  const { start: _, ...result } = run.result;
  const settings = { ...run.settings, start: 'warm' as const };
  const started = from ? { ...result, start: { from, capped: true } } : result;
  return methodsOf({ ...run, settings, result: started }).paragraphs.join('\n');
}

describe('the methods paragraph', () => {
  it('names data, fingerprint, seed, version, model, training, errors and read-out', () => {
    for (const part of [
      run.dataset.name,
      run.dataset.fingerprint,
      `seed ${run.settings.seed}`,
      'Modulode 9.9.9 (0a1b2c3d)',
      'dz/dt = A[σ(Bz + β) − σ(β)] − z',
      `T\u00a0=\u00a0${run.settings.horizon} lifetimes`,
      'Cross-validation over perturbations (3 folds)',
      '1 perturbation not used for training',
      'The weight of an edge is',
    ])
      expect(whole).toContain(part);
  });

  it('says from where training started, and both possibilities where it was not recorded', () => {
    const [ridge, steady] = [/started from a ridge/, /steady state has the means and covariances/];
    expect(after('ridge')).toMatch(ridge);
    expect(after('ridge')).not.toMatch(steady);
    expect(after('fluctuations')).not.toMatch(ridge);
    expect(after('likelihood')).toMatch(/maximum likelihood.*at 1\/80 of the rate/);
    expect(after()).toMatch(ridge);
    expect(after()).toMatch(steady);
  });

  it('states rules for cells and genes only where a person set some', () => {
    const kept = 'Cells and genes were kept by these rules';
    expect(whole).not.toContain(kept);
    const dataset = {
      ...run.dataset,
      notes: [{ tag: 'rules-set' as const, rules: { leastGenes: 200 } }],
    };
    expect(methodsOf({ ...run, dataset }).paragraphs[0]).toContain(kept);
    const samples = { ...dataset, scale: 'log-ratio' as const };
    expect(methodsOf({ ...run, dataset: samples }).paragraphs[0]).toContain(
      'Samples and genes were kept by these rules',
    );
  });

  it('cites every source that it lists, in the order of its numbers', () => {
    const cited = [...whole.matchAll(/\[(\d+)\]/gu)].map(([, number]) => Number(number));
    const first = [...new Set(cited)];
    expect(first).toEqual(first.map((_, i) => i + 1));
    expect(methods.sources).toHaveLength(first.length + 1);
    expect(methods.sources.at(-1)).toEqual(softwareSource('9.9.9 (0a1b2c3d)'));
    expect(methodsText(methods)).toContain(`[1] ${plainSource(sourceOf('perturbode'))}`);
  });
});

describe('sources', () => {
  it('are printed as journals print them', () => {
    expect(plainSource(sourceOf('quantiles'))).toBe(
      'Bolstad, Irizarry, Åstrand, Speed. A comparison of normalization methods for high density oligonucleotide array data based on variance and bias. Bioinformatics 19 (2003) 185–193. doi:10.1093/bioinformatics/19.2.185.',
    );
    expect(numberedSources([sourceOf('adam'), softwareSource('1')])).toEqual([
      '[1] Kingma, Ba. Adam: a method for stochastic optimization. ICLR 2015. arXiv:1412.6980.',
      'The Modulode developers. Modulode. Version 1. 2026.',
    ]);
  });

  it('are BibTeX entries with balanced braces and keys of their own', () => {
    const text = bibtex(methods.sources);
    let depth = 0;
    for (const letter of text) {
      if (letter === '{') depth++;
      if (letter === '}') depth--;
      expect(depth).toBeGreaterThanOrEqual(0);
    }
    expect(depth).toBe(0);
    const keys = [...text.matchAll(/^@\w+\{(\w+),$/gmu)].map(([, key]) => key);
    expect(new Set(keys).size).toBe(methods.sources.length);
    expect(text).toContain('author = {{The Modulode developers}}');
    expect(text).toContain('author = {Lin, Zaikang and Chang, Sei and');
  });

  it('are RIS records of two-letter tags, each ended', () => {
    const lines = ris(methods.sources).split('\n').filter(Boolean);
    for (const line of lines) expect(line).toMatch(/^[A-Z][A-Z\d] {2}- /u);
    expect(lines.filter((line) => line.startsWith('TY'))).toHaveLength(methods.sources.length);
    expect(lines.filter((line) => line.startsWith('ER'))).toHaveLength(methods.sources.length);
    expect(lines.filter((line) => line === 'AU  - Knowles, David A.')).toHaveLength(1);
  });

  it('describe this program as CITATION.cff does', () => {
    const cff = readFileSync('CITATION.cff', 'utf8');
    const { title, authors, year } = softwareSource(ownVersion);
    expect(cff).toContain(`title: ${title}`);
    expect(cff).toContain(`version: ${ownVersion}`);
    expect(cff).toContain(`name: ${authors[0]}`);
    expect(cff).toContain(`date-released: ${year}-`);
    const model = sourceOf('perturbode');
    const named = [...cff.matchAll(/family-names: (.+)\n\s+given-names: (.+)/gu)].map(
      ([, family, given]) => `${family}, ${given}`,
    );
    expect(named).toEqual(model.authors);
    expect(cff.toLowerCase()).toContain(model.title.toLowerCase());
    expect(cff).toContain(`https://arxiv.org/abs/${model.arxiv}`);
  });
});
