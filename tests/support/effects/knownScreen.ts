/** A screen of counts as a table, whose effects are known. */
import { Random } from '../../../src/numerics/random';

export const knownGenes = [
  'GATA1',
  'SPI1',
  'KLF1',
  'TAL1',
  ...Array.from({ length: 300 }, (_, at) => `GENE${at}`),
];

/** GATA1 lowers itself and raises KLF1 and TAL1 fourfold; SPI1 lowers itself only. Each has three guides. Pairs do both. */
function level(label: string, gene: string): number {
  const parts = label.split('+');
  if (parts.includes(gene)) return 2;
  return parts.includes('GATA1') && (gene === 'KLF1' || gene === 'TAL1') ? 40 : 10;
}

/** Raised or lowered genes of three perturbations: GATA1 and TAL1 change the same forty, KLF1 others. */
function moduleLevel(label: string, gene: string): number {
  if (gene === label) return 2;
  const place = knownGenes.indexOf(gene);
  const changed =
    label === 'KLF1' ? place >= 60 && place < 100 : label !== control && place >= 10 && place < 50;
  return !changed ? 10 : place % 2 === 0 ? 20 : 5;
}

const control = 'non-targeting';

/** A screen in which GATA1 lowers these genes among others. */
export function loweringScreen(genes: readonly string[], lowered: readonly string[]): string {
  const lowering = (label: string, gene: string) =>
    label === gene ? 2 : label === 'GATA1' && lowered.includes(gene) ? 4 : 10;
  return screenOf([control, 'GATA1', 'SPI1'], lowering, () => 'lane', genes);
}

const singles = [control, 'GATA1', 'SPI1'];

/** The screen as CSV. @param batchOf lane of a cell */
export function knownScreen(
  batchOf: (label: string, cell: number) => string,
  labels: readonly string[] = singles,
): string {
  return screenOf(labels, level, batchOf);
}

/** A screen in which GATA1 and TAL1 act alike. */
export function moduleScreen(): string {
  return screenOf([control, 'GATA1', 'TAL1', 'KLF1'], moduleLevel, (_, cell) => `lane${cell % 2}`);
}

const raising = (label: string, gene: string) =>
  label.includes('JQ1') && (gene === 'KLF1' || gene === 'TAL1') ? 40 : 10;

/** A screen of what is no measured gene: labels with JQ1 raise KLF1 and TAL1 fourfold, others nothing. */
export function compoundScreen(labels: readonly string[]): string {
  return screenOf(labels, raising, () => 'lane');
}

const maskedLevel = (label: string, gene: string) =>
  moduleLevel(label === 'GATA1+KLF1' ? 'GATA1' : label, gene);

/** A screen with a pair in which GATA1 masks KLF1. */
export function maskedScreen(): string {
  const labels = [control, 'GATA1', 'TAL1', 'KLF1', 'GATA1+KLF1'];
  return screenOf(labels, maskedLevel, (_, cell) => `lane${cell % 2}`);
}

function screenOf(
  labels: readonly string[],
  levelOf: typeof level,
  batchOf: (label: string, cell: number) => string,
  genes: readonly string[] = knownGenes,
): string {
  const random = new Random(3);
  const rows = labels.flatMap((label) =>
    Array.from({ length: 180 }, (_, cell) => [
      `${label}${cell}`,
      label,
      `${label}-g${1 + (cell % (label === control ? 6 : 3))}`,
      batchOf(label, cell),
      ...genes.map((gene) => {
        const mean = levelOf(label, gene);
        return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()));
      }),
    ]),
  );
  const head = ['cell', 'perturbation', 'guide', 'lane', ...genes];
  return `${[head, ...rows].map((row) => row.join(',')).join('\n')}\n`;
}

const furtherTargets = ['CEBPA', 'MYB', 'RUNX1', 'FLI1', 'E2F1', 'IRF4'];

/** Guides of the screen below: three of each target, and of none. */
const listedGuides = [control, 'GATA1', 'SPI1', ...furtherTargets].flatMap((target) =>
  [1, 2, 3].map((guide) => `${target}_${guide}`),
);

/** Cells with two to six guides each, as CSV: GATA1 lowers GENE0 and raises KLF1 and TAL1, each guide by half; other guides do nothing. */
export function listingScreen(cells = 900): string {
  const random = Random.mixed(6);
  const genes = [...knownGenes, ...furtherTargets];
  const rows = Array.from({ length: cells }, (_, cell) => {
    const own = new Set<string>();
    const number = 2 + random.integer(5);
    while (own.size < number) own.add(listedGuides[random.integer(listedGuides.length)] ?? '');
    const acting = [...own].filter((guide) => guide.startsWith('GATA1')).length;
    const counts = genes.map((gene) => {
      const power = gene === 'KLF1' || gene === 'TAL1' ? acting : gene === 'GENE0' ? -acting : 0;
      const mean = 10 * 1.5 ** power;
      return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()));
    });
    return [`c${cell}`, [...own].join(';'), ...counts].join(',');
  });
  return `${[['cell', 'guide', ...genes].join(','), ...rows].join('\n')}\n`;
}
