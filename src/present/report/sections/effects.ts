/** Effects in reports: the heat map and the table of perturbations, and the section of a run's report, before what the model says. */
import { count, capital, fold, orDash } from '../../text/format';
import { type EffectsMap, effectsHeatMap } from '../../chart/effects';
import { effectsRate, genesText, kindText, nearestText, ownText, pText } from '../../text/effects';
import type { EffectsSnapshot } from '../../../share/effectsSnapshot';
import { type CarriedEffects, carriedEffects } from '../carriedEffects';
import { changedGenes } from '../effects';
import { chartFigure, paragraph, scrolling, strong, table, type Markup, type Section } from '../markup';
import { tag } from '../../figure/svg/xml';

/** Lines of tables; the files have all. */
export const MOST_LINES = 200;

/** '' where no gene changes. @param rate false discovery rate */
export function heatMapFigure(map: EffectsMap, rate: number): Markup {
  if (map.genes.length === 0) return '';
  const chart = effectsHeatMap(map, rate, null);
  return scrolling(chart.title, chartFigure(chart));
}

/** @param more says where further perturbations are, `beyond` of which have no line */
export function perturbationsTable(
  { lines, isTested, unit }: Pick<CarriedEffects, 'lines' | 'isTested' | 'unit'>,
  more: (rest: number) => string,
  beyond = 0,
): Markup {
  const tested = ['Genes changed', 'Class', 'Up', 'Down', 'p of any change', 'Most like'];
  const columns = [
    'Perturbation',
    ...(isTested ? tested : ['Typical change']),
    'Own target',
    capital(`${unit}s`),
  ];
  const rows = lines.slice(0, MOST_LINES).map((line) => {
    const { label, increased, decreased, any, size, cells } = line;
    const changes = [
      genesText(line, changedGenes(line)),
      kindText(line),
      genesText(line, increased),
      genesText(line, decreased),
      pText(any),
      nearestText(line),
    ];
    const typical = [orDash(Number.isFinite(size) ? size : null, fold)];
    return [label, ...(isTested ? changes : typical), ownText(line), count(cells)];
  });
  const numbers = columns.filter((column) => !['Perturbation', 'Class', 'Most like'].includes(column));
  const rest = lines.length - rows.length + beyond;
  return [
    table('Table of perturbations', columns, rows, numbers),
    ...(rest > 0 ? [paragraph(more(rest))] : []),
  ].join('\n');
}

/** Of the screen of a run, as its file holds them. */
export function effectsSection(snapshot: EffectsSnapshot): Section {
  const effects = carriedEffects(snapshot);
  const { headline, compared } = effects.sentences;
  const parts = [
    tag('p', {}, strong(headline)),
    paragraph(compared),
    heatMapFigure(effects.map, effectsRate),
    perturbationsTable(
      effects,
      (rest) => `${count(rest)} more are not shown.`,
      snapshot.perturbationsLeftOut,
    ),
  ];
  return {
    id: 'effects',
    name: 'Effects',
    title: 'What each perturbation changes, without a model',
    body: parts.filter((part) => part !== '').join('\n'),
  };
}
