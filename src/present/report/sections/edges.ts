/** The strongest edges and the modules as tables. */
import type { Truth } from '../../../evaluation/truth';
import type { FitResult } from '../../../inference/result';
import { rankEdges } from '../../../network/ranking';
import { tag } from '../../figure/svg/xml';
import { referenceOf } from '../../figure/reference';
import { doubtAbout } from '../../text/doubt';
import { listOf, plural } from '../../text/format';
import { decimal, orDash } from '../../text/numbers';
import { edgeStabilityHint, modulesText, moduleStabilityHint } from '../../text/stability';
import type { FinishedRun } from '../../../share/runFile';
import { paragraph, table, type Cell, type Column, type Section } from '../markup';

const mostEdges = 30;
const mostMembers = 12;

const columns: readonly Column[] = [
  { name: 'Rank', kind: 'number' },
  { name: 'Regulator', kind: 'text' },
  { name: 'Effect', kind: 'text' },
  { name: 'Target', kind: 'text' },
  { name: 'Weight', kind: 'number' },
  { name: 'Stability', kind: 'number' },
];

export function edgesSection({ dataset, result, truth }: FinishedRun): Section {
  const edges = rankEdges(result.network, mostEdges).filter(({ weight }) => weight !== 0);
  const inTruth = truth && truthOf(truth, dataset.genes);
  const rows = edges.map(({ source, target, weight, stability }, i): Cell[] => [
    String(i + 1),
    dataset.genes[source] ?? '',
    { markup: effect(weight) },
    dataset.genes[target] ?? '',
    digits(weight),
    orDash(stability, decimal),
    ...(inTruth ? [inTruth(source, target, weight)] : []),
  ]);
  return {
    id: 'edges',
    name: 'Edges',
    title: `The ${edges.length} strongest edges${reserve(result)}`,
    body:
      paragraph(`All are in edges.tsv. Stability: share of ${edgeStabilityHint(result)}.`) +
      table(
        'The strongest edges',
        inTruth ? [...columns, { name: 'In the truth', kind: 'text' }] : columns,
        rows,
      ),
  };
}

export function modulesSection({ dataset, result, view }: FinishedRun): Section {
  const nameOf = (gene: number) => dataset.genes[gene] ?? '';
  const rows = result.modules.map((module, index): Cell[] => {
    const given = view.moduleNames[index];
    return [
      given === undefined ? module.name : `${module.name} · ${given}`,
      listOf(module.genes.map(nameOf), mostMembers),
      listOf(module.regulators.map(nameOf)),
      orDash(module.stability, decimal),
    ];
  });
  return {
    id: 'modules',
    name: 'Modules',
    title: rows.length === 0 ? 'No modules were found' : `${plural(rows.length, 'module')}${reserve(result)}`,
    body:
      rows.length === 0
        ? paragraph('Too few genes are regulated alike.')
        : paragraph(
            `${modulesText(result)} They are not unique: read edges first. Stability: ${moduleStabilityHint(result)}.`,
          ) +
          table(
            'Modules',
            [
              { name: 'Module', kind: 'text' },
              { name: 'Genes', kind: 'text' },
              { name: 'Regulated by', kind: 'text' },
              { name: 'Stability', kind: 'number' },
            ],
            rows,
          ),
  };
}

/** What is added to the title of what a doubtful run found. */
function reserve(result: FitResult): string {
  return doubtAbout(result) === null ? '' : ', not to be read as a result';
}

/** The sign by word, head and colour. */
function effect(weight: number): string {
  return weight > 0
    ? tag('span', { class: 'activates' }, 'activates ▶')
    : tag('span', { class: 'represses' }, 'represses ⊣');
}

function truthOf(
  truth: Truth,
  genes: readonly string[],
): (source: number, target: number, weight: number) => string {
  const signs = new Map(
    referenceOf(truth, genes).map(({ source, target, sign }) => [`${source}>${target}`, sign]),
  );
  return (source, target, weight) => {
    const sign = signs.get(`${source}>${target}`);
    if (sign === undefined) return 'no';
    return sign === 0 || sign === Math.sign(weight) ? 'yes' : 'yes, other sign';
  };
}

/** Three figures that matter, with a true minus. */
function digits(weight: number): string {
  return weight.toPrecision(3).replace('-', '−');
}
