/** On-target effects of perturbations and guides as a table for R, pandas or a spreadsheet. */
import type { GuideStrength } from '../../dataset/dataset';
import type { OnTarget, TargetReport } from '../../dataset/quality/targets';
import type { ValueScale } from '../../dataset/mapping';
import { shownMean } from '../text/quality';
import { safeName } from '../../network/formats/edgeLists';

const header =
  'perturbation\ttarget\tkind\ttime\tguide\tcells\tmean_reference\tmean\tlog2_fold_change\tlow\thigh\tmoves\tguide_strength';

/**
 * One line per perturbation, target and time point, then one per guide. Means of normalised expression, of log ratios to base 2; 95 %
 * interval of the log2 fold change; `moves`: the verdict; guide strength relative to the other guides of its target, empty if not measured.
 */
export function targetsTsv(
  report: TargetReport,
  strengths: readonly GuideStrength[],
  values: ValueScale = 'counts',
): string {
  const strengthOf = new Map(strengths.map((one) => [one.guide, one.strength]));
  const lines = report.effects.flatMap((effect) => {
    const { perturbation, target, kind, time, reference } = effect;
    const start = [safeName(perturbation), safeName(target), kind, time === null ? '' : String(time)];
    const line = (guide: string, of: OnTarget & { readonly cells: number; readonly mean: number }) =>
      [
        ...start,
        safeName(guide),
        of.cells,
        ...[reference, of.mean].map((mean) => digits(shownMean(mean, values))),
        ...[of.log2FoldChange, of.low, of.high].map(digits),
        of.verdict,
        digits(guide === '' ? undefined : strengthOf.get(guide)),
      ].join('\t');
    return [line('', effect), ...effect.guides.map((guide) => line(guide.guide, guide))];
  });
  return `${[header, ...lines].join('\n')}\n`;
}

/** Five significant digits. */
function digits(value: number | undefined): string {
  return value !== undefined && Number.isFinite(value) ? String(Number(value.toPrecision(5))) : '';
}
