/** Effects as tab-separated tables. */
import { safeName } from '../../network/formats/edgeLists';
import { calibrationQuantiles } from '../../effects/calibration';
import { changesAmongResponding, type TypicalChange, typicalChange } from '../../effects/amongResponding';
import { classes, type PerturbationClass } from '../../effects/classes';
import {
  alikeTo,
  guideChanges,
  guidesApart,
  guidesOf,
  type GuideLine,
  type Likeness,
} from '../../effects/changes';
import { errorOfFold } from '../../effects/folds';
import type { MeasuredEffects } from '../../effects/measure';
import { ownTargets, type TargetVerdict } from '../../effects/ownTargets';
import type { EveryGene, MeasuredPerturbation } from '../../dataset/quality/everyGene';
import type { SuspectLabel } from '../../dataset/quality/suspectLabels';
import { drawnMeasurements, findingLimit, smallestChanges } from '../../effects/power';
import { median } from '../../numerics/statistics';
import { number, tsv } from './tsv';

/** The tables of a screen's effects, by the names of their files. */
export function effectsTables(
  effects: MeasuredEffects,
  labels: readonly string[],
  lines: readonly PerturbationLine[],
): readonly (readonly [name: string, content: string | Iterable<string>])[] {
  return [
    ['effects.tsv', effectsTsv(effects, labels)],
    ['perturbations.tsv', perturbationsTsv(lines)],
    ['similarity.tsv', similarityTsv(effects, labels)],
    ['calibration.tsv', calibrationTsv(effects)],
    ['guides.tsv', guidesTsv(effects, labels)],
  ];
}

/** One line per perturbation and gene, in portions of one perturbation each; the control has none. */
function* effectsTsv(effects: MeasuredEffects, labels: readonly string[]): Generator<string> {
  const { genes, folds, tests, q, mean, expressing, own, isCompared, responding } = effects;
  // With other columns where some share of responding cells is told.
  const isTold = responding.share.some((share) => share > 0);
  const among = ['log2fc_responding', 'responding_low', 'responding_high'];
  const all = ['perturbation', 'gene', 'own_target', 'log2fc', 'se', 'p', 'q', 'mean', 'share_expressing'];
  yield tsv([[...all, ...(isTold ? among : [])]]);
  const names = genes.map(safeName);
  const everywhere = genes.map((_, at) => [number(mean[at]), number(expressing[at])]);
  for (let k = 1; k < labels.length; k++) {
    if (isCompared[k] !== true) continue;
    const ofResponding = changesAmongResponding(effects, k);
    const label = safeName(labels[k] ?? '');
    yield tsv(
      names.map((gene, at) => {
        const place = k * genes.length + at;
        return [
          label,
          gene,
          own[place] === 1 ? 'yes' : 'no',
          number(folds.log2[place]),
          number(errorOfFold(effects, place)),
          number(tests.p[place]),
          number(q[place]),
          ...(everywhere[at] ?? []),
          ...(isTold
            ? [ofResponding?.log2[at], ofResponding?.low[at], ofResponding?.high[at]].map(number)
            : []),
        ];
      }),
    );
  }
}

export interface PerturbationLine extends PerturbationClass {
  readonly label: string;
  /** Without the dose and the time that follow where there are several. */
  readonly labelInFile: string;
  /** Where doses are told apart. */
  readonly dose?: MeasuredPerturbation['dose'];
  readonly mode: MeasuredPerturbation['kind'];
  /** Whether a target of it is among the measured genes. */
  readonly hasTarget: boolean;
  /** Of its one target among the measured genes, whether that changes as its kind should; null: it has none, or several. */
  readonly onTarget: TargetVerdict | null;
  readonly cells: number;
  readonly guides: number;
  /** Root mean square of the log2 fold changes but its own targets', noise taken out, and 95 % interval; NaN where not told. */
  readonly size: number;
  readonly sizeLow: number;
  readonly sizeHigh: number;
  /** p of any change beyond its own target, and of guides that agree; NaN where not told. */
  readonly any: number;
  readonly agreement: number;
  /** The perturbation that it is most similar to; null where none can be told. */
  readonly nearest: (Omit<Likeness, 'perturbation'> & { readonly label: string }) | null;
  /** Its place among the groups that act alike; null: in none. */
  readonly group: number | null;
  readonly isCompared: boolean;
  /** Share of its cells that respond; null where it cannot be told. */
  readonly responding: { readonly share: number; readonly low: number; readonly high: number } | null;
  /** What it typically does to the genes that change, in all cells and in those that respond; null where the share is not told, or no gene changes. */
  readonly typical: TypicalChange | null;
  /** log2 of the smallest fall and rise that would have been found with 80 % in half of the genes; ∓ Infinity: none; NaN: not known. */
  readonly fall: number;
  readonly rise: number;
}

/** Genes that a perturbation changes, without its own targets. */
export function changedGenes({
  increased,
  decreased,
}: Pick<PerturbationLine, 'increased' | 'decreased'>): number {
  return increased + decreased;
}

/** What is said of each perturbation of a screen. */
export interface ToldPerturbations {
  /** One for each but the control, by the number of genes it changes. */
  readonly lines: readonly PerturbationLine[];
  /** Labels that do not fit their cells. */
  readonly suspects: readonly SuspectLabel[];
  /** Guides that do not do what the others of their target do. */
  readonly guides: readonly GuideLine[];
}

/** @param rate false discovery rate */
export function toldPerturbations(
  effects: MeasuredEffects,
  { perturbations }: Pick<EveryGene, 'perturbations'>,
  rate: number,
): ToldPerturbations {
  const { cells, guides, sizes, any, agreement, isCompared, alike, responding } = effects;
  const ofCells = (k: number) => ({
    share: responding.share[k] as number,
    low: responding.low[k] as number,
    high: responding.high[k] as number,
  });
  const limit = findingLimit(effects, rate);
  const labels = perturbations.map(({ label }) => label);
  const toldOf = classes(effects, rate);
  const { verdicts, suspects } = ownTargets(effects, perturbations, toldOf);
  const lines = toldOf.map((told, k): PerturbationLine => {
    const smallest = drawnMeasurements(effects, k, limit).map(smallestChanges);
    const typical = (of: (one: (typeof smallest)[number]) => number) =>
      smallest.length > 0 ? median(smallest.map(of)) : NaN;
    const label = labels[k] ?? '';
    const nearest = alikeTo(effects, k)[0];
    const group = alike.groups.findIndex((members) => members.includes(k));
    return {
      ...told,
      label,
      labelInFile: perturbations[k]?.labelInFile ?? '',
      ...(perturbations[k]?.dose && { dose: perturbations[k].dose }),
      mode: perturbations[k]?.kind ?? null,
      hasTarget: (perturbations[k]?.targets ?? []).length > 0,
      onTarget: verdicts[k] ?? null,
      cells: cells[k] as number,
      guides: guides[k] as number,
      size: sizes.size[k] as number,
      sizeLow: sizes.low[k] as number,
      sizeHigh: sizes.high[k] as number,
      any: any[k] as number,
      agreement: agreement[k] as number,
      nearest: nearest ? { ...nearest, label: labels[nearest.perturbation] ?? '' } : null,
      group: group < 0 ? null : group,
      isCompared: isCompared[k] === true,
      responding: told.acts && Number.isFinite(responding.share[k]) ? ofCells(k) : null,
      typical: told.acts ? typicalChange(effects, k, rate) : null,
      fall: typical(({ fall }) => fall),
      rise: typical(({ rise }) => rise),
    };
  });
  const ordered = lines
    .slice(1)
    .toSorted(
      (a, b) =>
        Number(b.acts) - Number(a.acts) ||
        changedGenes(b) - changedGenes(a) ||
        a.any - b.any ||
        b.size - a.size ||
        0,
    );
  return { lines: ordered, suspects, guides: guidesApart(effects) };
}

type PerturbationColumn = { readonly name: string } & (
  | { readonly text: (line: PerturbationLine) => string }
  | { readonly number: (line: PerturbationLine) => number | undefined; readonly isWhole?: true }
);

const yesOrNo = (is: boolean) => (is ? 'yes' : 'no');

/** What a line of `perturbations.tsv` holds beside its label; undefined and NaN: not told. */
export const perturbationColumns: readonly PerturbationColumn[] = [
  { name: 'acts', text: ({ acts }) => yesOrNo(acts) },
  { name: 'cells', number: ({ cells }) => cells, isWhole: true },
  { name: 'guides', number: ({ guides }) => guides, isWhole: true },
  { name: 'increased', number: ({ increased }) => increased, isWhole: true },
  { name: 'decreased', number: ({ decreased }) => decreased, isWhole: true },
  { name: 'log2fc_own_target', number: ({ own }) => own?.log2 },
  { name: 'p_any', number: ({ any }) => any },
  { name: 'p_guides_agree', number: ({ agreement }) => agreement },
  { name: 'nearest', text: ({ nearest }) => safeName(nearest?.label ?? '') },
  { name: 'similarity', number: ({ nearest }) => nearest?.similarity },
  { name: 'compared', text: ({ isCompared }) => yesOrNo(isCompared) },
  { name: 'class', text: ({ kind }) => kind },
  { name: 'own_target_low', number: ({ own }) => own?.low },
  { name: 'own_target_high', number: ({ own }) => own?.high },
  { name: 'p_own_target', number: ({ own }) => own?.p },
  { name: 'own_target', text: ({ onTarget }) => onTarget ?? '' },
  { name: 'size', number: ({ size }) => size },
  { name: 'size_low', number: ({ sizeLow }) => sizeLow },
  { name: 'size_high', number: ({ sizeHigh }) => sizeHigh },
  { name: 'group', text: ({ group }) => (group === null ? '' : String(group + 1)) },
  { name: 'detectable_fall', number: ({ fall }) => fall },
  { name: 'detectable_rise', number: ({ rise }) => rise },
  { name: 'responding', number: ({ responding }) => responding?.share },
  { name: 'responding_low', number: ({ responding }) => responding?.low },
  { name: 'responding_high', number: ({ responding }) => responding?.high },
  { name: 'typical_change', number: ({ typical }) => typical?.all },
  { name: 'typical_responding', number: ({ typical }) => typical?.responding },
  { name: 'typical_responding_low', number: ({ typical }) => typical?.low },
  { name: 'typical_responding_high', number: ({ typical }) => typical?.high },
  { name: 'name', text: ({ labelInFile }) => safeName(labelInFile) },
  { name: 'dose', text: ({ dose }) => dose?.parts?.map(number).join('+') ?? number(dose?.value) },
  { name: 'unit', text: ({ dose }) => dose?.unit ?? '' },
];

function perturbationsTsv(lines: readonly PerturbationLine[]): string {
  return tsv([
    ['perturbation', ...perturbationColumns.map(({ name }) => name)],
    ...lines.map((line) => [
      safeName(line.label),
      ...perturbationColumns.map((column) =>
        'text' in column
          ? column.text(line)
          : column.isWhole
            ? String(column.number(line))
            : number(column.number(line)),
      ),
    ]),
  ]);
}

/** Each two perturbations whose similarity can be told, once, in portions of one perturbation each. */
function* similarityTsv(effects: MeasuredEffects, labels: readonly string[]): Generator<string> {
  yield tsv([['perturbation', 'other', 'similarity', 'low', 'high', 'acts_like']]);
  for (const [k, label] of labels.entries()) {
    const others = alikeTo(effects, k).filter(({ perturbation }) => perturbation > k);
    if (others.length === 0) continue;
    yield tsv(
      others.map(({ perturbation, similarity, low, high, relation }) => [
        safeName(label),
        safeName(labels[perturbation] ?? ''),
        ...[similarity, low, high].map(number),
        relation === 'alike' ? 'yes' : 'no',
      ]),
    );
  }
}

/** One line per guide with cells, those of the controls left out. */
function guidesTsv(effects: MeasuredEffects, labels: readonly string[]): string {
  const { own, genes } = effects;
  return tsv([
    [
      'perturbation',
      'guide',
      'cells',
      'log2fc_own_target',
      'own_target_low',
      'own_target_high',
      'agreement',
      'agreement_low',
      'agreement_high',
      'verdict',
      'responding',
      'responding_low',
      'responding_high',
    ],
    ...labels.flatMap((label, k) => {
      if (k === 0) return [];
      const targets = Array.from(genes.keys()).filter((gene) => own[k * genes.length + gene] === 1);
      const [gene] = targets;
      const changes =
        gene !== undefined && targets.length === 1 ? guideChanges(effects, { perturbation: k, gene }) : [];
      return guidesOf(effects, k).map(({ name, cells, strength, low, high, verdict, responding }, at) => [
        safeName(label),
        safeName(name),
        ...[cells, changes[at]?.log2, changes[at]?.low, changes[at]?.high, strength, low, high].map(number),
        verdict,
        ...[responding?.share, responding?.low, responding?.high].map(number),
      ]);
    }),
  ]);
}

/** Control guides, or parts of the controls, tested as perturbations, and all of them together in the last line. */
function calibrationTsv({ calibration, calibrated }: MeasuredEffects): string {
  return tsv([
    [
      calibrated === 'guides' ? 'control_guide' : 'part_of_controls',
      'cells',
      'tests',
      'share_p_.05',
      'share_p_.001',
      ...calibrationQuantiles.map((level) => `quantile_${level}`),
    ],
    ...calibration.map(({ name, cells, tests, below05, below001, quantiles }) => [
      safeName(name),
      ...[cells, tests, below05, below001, ...quantiles].map(number),
    ]),
  ]);
}
