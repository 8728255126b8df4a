/** A table of labels and their targets beside the data, given as such or dropped together with the file. */
import { expect, it } from 'vitest';
import { createImport } from '../import';
import type { Mapping } from '../mapping';
import { alone, groupFiles } from '../readers/fileGroup';

const genes = ['EGFR', 'FOS', 'JUN', 'EGR1', 'MYC', 'TP53'];
const labels = ['DMSO', 'Erlotinib', 'SB 431542', 'Erlotinib+SB 431542', 'guide_7'];

function screen(): File {
  const lines = labels.flatMap((label, k) =>
    Array.from({ length: 10 }, (_, cell) =>
      [`c${k}_${cell}`, label, ...genes.map((_gene, g) => (k * 3 + cell * 5 + g * 7) % 9)].join('\t'),
    ),
  );
  return new File([[['cell', 'perturbation', ...genes].join('\t'), ...lines].join('\n')], 'screen.tsv');
}

async function opened(table: string | null, how: 'named' | 'dropped' = 'named') {
  const own = createImport();
  const targets = new File([table ?? ''], 'targets.tsv');
  const files =
    table === null
      ? alone(screen())
      : how === 'named'
        ? { ...alone(screen()), targets }
        : { ...alone(screen()), labels: targets };
  const outcome = await own.open(files, () => undefined);
  if (!outcome.ok) return { error: outcome.error };
  const { recognition } = outcome.value;
  const loaded = await own.load(recognition.mapping, () => undefined);
  if (!loaded.ok) throw new Error(loaded.error.tag);
  const { genes: names, conditions, latent = [] } = loaded.value;
  return {
    recognition,
    note: recognition.notes.find(({ tag }) => tag === 'targets-file'),
    latent: latent.map((gene) => names[gene]),
    done: Object.fromEntries(
      conditions.map(({ label, interventions }) => [
        label,
        interventions.map(({ gene, kind }) => `${names[gene]} ${kind}`).join(', '),
      ]),
    ),
  };
}

it.each(['named', 'dropped'] as const)('%s: labels are what it says, alone and in pairs', async (how) => {
  const table =
    'label\ttarget\tclass\nErlotinib\tEGFR\tinhibitor\nguide_7\tFOS\tCRISPRi\nSB 431542\tTGFBR1\tcompound\n';
  const { done, latent, note, recognition } = await opened(table, how);
  expect(done).toEqual({
    DMSO: '',
    Erlotinib: 'EGFR inhibitor',
    'Erlotinib+SB 431542': 'EGFR inhibitor, SB 431542 overexpression',
    'SB 431542': 'SB 431542 overexpression',
    guide_7: 'FOS knockdown',
  });
  expect(latent).toEqual(['SB 431542']);
  expect(note).toEqual({
    tag: 'targets-file',
    file: 'targets.tsv',
    taken: 3,
    absent: [],
    contradicted: [],
    ignored: [],
    unreadDoses: [],
    withoutUnit: [],
  });
  expect(recognition?.blocked).toBeNull();
});

it('a label that is spelled like a measured gene is none where the table says so', async () => {
  const csv = [
    'cell,perturbation,EGFR,FOS,JUN',
    ...['DMSO', 'JUN', 'FOS'].flatMap((label, k) =>
      Array.from({ length: 10 }, (_, cell) =>
        [`c${k}_${cell}`, label, ...[1, 2, 3].map((g) => (k * 3 + cell * 5 + g * 7) % 9)].join(','),
      ),
    ),
  ].join('\n');
  const targets = new File(['label\ttarget\nJUN\tjunction blocker\n'], 'targets.tsv');
  const own = createImport();
  const outcome = await own.open({ ...alone(new File([csv], 'screen.csv')), targets }, () => undefined);
  if (!outcome.ok) throw new Error(outcome.error.tag);
  expect(outcome.value.recognition.labels).toMatchObject([
    { label: 'DMSO', role: 'control' },
    { label: 'JUN', role: 'perturbation', targets: ['junction blocker'] },
    { label: 'FOS', role: 'perturbation', targets: ['FOS'] },
  ]);
});

it('a label with two targets, columns it does not know and labels that no cell has are named, and nothing is lost', async () => {
  const without = await opened(null);
  const { done, note } = await opened(
    'label\ttarget\tvendor\tdose\nErlotinib\tEGFR\tx\t1\nErlotinib\tMYC\tx\t1\nJQ1\tBRD4\ty\t2\nguide_7\t\tz\t3\n',
  );
  // What one line says of a dose counts.
  const { guide_7 = '', ...others } = without.done ?? {};
  expect(done).toEqual({ ...others, 'guide_7 3': guide_7 });
  expect(note).toMatchObject({
    taken: 1,
    absent: ['JQ1'],
    contradicted: ['Erlotinib'],
    ignored: ['vendor'],
    withoutUnit: ['JQ1', 'guide_7'],
  });
});

it.each([
  ['in columns of their own', 'label\ttarget\tdose\tunit\n', ['0.1\tuM', '1\tuM', '100\tnM']],
  ['in one column', 'label\ttarget\tdose\n', ['0.1 uM', '1 uM', '100nM']],
  ['with the unit in the title', 'label\ttarget\tdose_uM\n', ['0.1', '1', '0.1']],
])('doses %s tell labels of one target apart', async (_, head, [low, high, other]) => {
  const table = `${head}Erlotinib\tEGFR\t${low}\nguide_7\tEGFR\t${high}\nSB 431542\tSB\t${other}\n`;
  const own = createImport();
  const files = { ...alone(screen()), targets: new File([table], 'targets.tsv') };
  const outcome = await own.open(files, () => undefined);
  if (!outcome.ok) throw new Error(outcome.error.tag);
  const { mapping, notes } = outcome.value.recognition;
  expect(notes.find(({ tag }) => tag === 'targets-file')).toMatchObject({ unreadDoses: [], withoutUnit: [] });
  const labelsOf = async (change: Partial<Mapping>) => {
    const read = await own.everyGene({ ...mapping, ...change }, () => undefined);
    return read.ok ? read.value.perturbations.map(({ label, dose }) => [label, dose?.of, dose?.value]) : null;
  };
  const told = await labelsOf({});
  expect(told).toEqual(
    expect.arrayContaining([
      ['EGFR 0.1 µM', 'EGFR', 0.1],
      ['EGFR 1 µM', 'EGFR', 1],
      ['SB 431542 0.1 µM', 'SB 431542', 0.1],
    ]),
  );
  const pooled = await labelsOf({ doseColumn: null });
  expect(pooled?.map(([label]) => label)).toContain('EGFR');
  expect(pooled?.every(([, of]) => of === undefined)).toBe(true);
  const loaded = await own.load(mapping, () => undefined);
  if (!loaded.ok) throw new Error(loaded.error.tag);
  const [low1, high1] = ['EGFR 0.1 µM', 'EGFR 1 µM'].map((name) =>
    loaded.value.conditions.find(({ label }) => label === name),
  );
  expect(low1).toMatchObject({
    of: 'EGFR',
    cells: 10,
    interventions: [{ dose: { value: 0.1, unit: 'µM' } }],
  });
  expect(high1).toMatchObject({ of: 'EGFR', cells: 10, interventions: [{ dose: { value: 1, unit: 'µM' } }] });
});

it('a dose that is no number is named, and the line counts without it', async () => {
  const { done, note } = await opened('label\ttarget\tdose\nErlotinib\tEGFR\thigh\n');
  expect(done?.['Erlotinib']).toContain('EGFR');
  expect(note).toMatchObject({ taken: 1, unreadDoses: ['Erlotinib'], withoutUnit: [] });
});

it('a file given for such a table that names no target is refused by its columns', async () => {
  expect((await opened('compound\tvendor\nErlotinib\tx\n')).error).toEqual({
    tag: 'no-targets-column',
    file: 'targets.tsv',
    columns: ['compound', 'vendor'],
  });
});

it('two tables beside the data are labels of cells and, named so, targets', () => {
  const [data, cells, targets] = ['screen.h5ad', 'levels.tsv', 'targets.tsv'].map((name) => ({
    name,
    size: 1,
  }));
  if (!data || !cells || !targets) throw new Error('Three files.');
  expect(groupFiles([data, targets, cells])).toEqual({
    kind: 'group',
    group: { ...alone(data), labels: cells, targets },
  });
  expect(groupFiles([data, targets])).toMatchObject({ group: { labels: targets } });
});
