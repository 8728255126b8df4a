/** Screens whose perturbations have no measured target, as read from tables, and mistakes that look like them. */
import { describe, expect, it } from 'vitest';
import { createImport } from '../import';
import { alone } from '../readers/fileGroup';

const quiet = () => undefined;
const symbols = ['ACTB', 'GAPDH', 'FOS', 'JUN', 'EGR1', 'MCM2'];

/** A table of 10 cells per label. */
async function opened(labels: readonly string[], column = 'perturbation', genes = symbols) {
  const lines = labels.flatMap((label, k) =>
    Array.from({ length: 10 }, (_, cell) =>
      [`c${k}_${cell}`, label, ...genes.map((_gene, g) => (k * 3 + cell * 5 + g * 7) % 9)].join(','),
    ),
  );
  const table = [['cell', column, ...genes].join(','), ...lines].join('\n');
  const own = createImport();
  const outcome = await own.open(alone(new File([table], 'screen.csv')), quiet);
  if (!outcome.ok) throw new Error(outcome.error.tag);
  return { own, ...outcome.value };
}

const compounds = ['DMSO', 'Trametinib', 'JQ1', 'SB-431542', 'Trametinib+JQ1'];

describe('labels without a measured target are perturbations', () => {
  it.each([
    ['compounds', compounds, 'compound', symbols],
    ['enhancers', ['non-targeting', 'chr1:1000-1500', 'HS2', 'enh_12'], 'perturbation', symbols],
    ['cytokines', ['PBS', 'IL-6', 'TNFa', 'LPS'], 'cytokine', symbols],
    ['genes that a panel of symbols lacks', ['control', 'GATA1', 'SPI1'], 'perturbation', symbols],
    ['compounds on proteins', compounds, 'compound', ['4EBP1pS65', 'RbpS807', 'MAPKpT202', 'S6pS240']],
  ])('%s', async (_, labels, column, genes) => {
    const { recognition, own } = await opened(labels, column, genes);
    expect(recognition.blocked).toBe('effects-only');
    expect(recognition.takingPart.perturbations).toBe(labels.length - 1);
    const { mapping } = recognition;
    expect(await own.load(mapping, quiet)).toMatchObject({ ok: false, error: { tag: 'effects-only' } });
    const screen = await own.everyGene(mapping, quiet);
    const perturbations = screen.ok ? screen.value.perturbations : [];
    expect(perturbations.map(({ label }) => label).toSorted()).toEqual(
      ['control', ...labels.slice(1)].toSorted(),
    );
    expect(perturbations.flatMap(({ targets }) => targets)).toEqual([]);
  });
});

describe('what may be a mistake is asked', () => {
  it.each([
    ['identifiers beside symbols', ['control', 'ENSG00000999991', 'ENSG00000999992'], symbols],
    ['numbers', ['control', '2623', '6688'], symbols],
    ['sequences of guides', ['control', 'ACGTACGTACGTACGTACGA', 'TTGACCATGACTGACTGACC'], symbols],
    ['genes beside probes', ['control', 'GATA1', 'SPI1'], ['ILMN_1000001', 'ILMN_1000002', 'ILMN_1000003']],
    [
      'genes beside identifiers of another species',
      ['control', 'dpp', 'wg'],
      ['FBgn0001', 'FBgn0002', 'FBgn0003'],
    ],
    ['genes beside names that no table has', ['control', 'GATA1', 'SPI1'], ['q1', 'q2', 'q3', 'q4']],
  ])('%s', async (_, labels, genes) => {
    const { recognition, own } = await opened(labels, 'perturbation', genes);
    expect(recognition.blocked).toBe('no-targets-measured');
    const screen = await own.everyGene(recognition.mapping, quiet);
    expect(screen).toMatchObject({ ok: false, error: { tag: 'no-targets-measured' } });
  });

  it('another column that is chosen instead is judged by its own labels', async () => {
    const lines = ['cell,perturbation,batch_of_drug,ACTB,GAPDH,FOS'];
    ['control', 'ENSG00000999991', 'ENSG00000999992'].forEach((label, k) => {
      for (let cell = 0; cell < 10; cell++)
        lines.push(
          `c${k}_${cell},${label},${['DMSO', 'JQ1', 'MG-132'][k]},${cell},${k + 1},${(cell + k) % 4}`,
        );
    });
    const own = createImport();
    await own.open(alone(new File([lines.join('\n')], 'screen.csv')), quiet);
    const again = await own.recognise({ perturbationColumn: 'batch_of_drug' });
    expect(again).toMatchObject({ ok: true, value: { blocked: 'effects-only' } });
  });
});

it('beside measured targets, labels without one take part in effects and not in training', async () => {
  const { recognition, own } = await opened(
    ['control', 'FOS', 'JUN', 'JQ1', 'FOS+JQ1', 'JQ1+control', '1-Mar'],
    'perturbation',
  );
  expect(recognition.blocked).toBeNull();
  const loaded = await own.load(recognition.mapping, quiet);
  expect(loaded.ok && loaded.value.conditions.map(({ label }) => label)).toEqual(['control', 'FOS', 'JUN']);
  const screen = await own.everyGene(recognition.mapping, quiet);
  const told = screen.ok
    ? screen.value.perturbations.map(({ label, names, targets }) => [label, names, targets.length])
    : [];
  expect(told).toEqual([
    ['control', [], 0],
    ['FOS', ['FOS'], 1],
    ['FOS+JQ1', ['FOS', 'JQ1'], 1],
    ['JQ1', ['JQ1'], 0],
    ['JUN', ['JUN'], 1],
  ]);
  const cells = screen.ok ? screen.value.guideOfCell.length : 0;
  expect(cells).toBe(60);
});
