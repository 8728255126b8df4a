/** The network as the figure that goes into a paper, in the colours of light and dark. */
import { countPairs, rankEdges } from '../../../network/ranking';
import { writeSvg } from '../../figure/svg/svg';
import { tag } from '../../figure/svg/xml';
import { compose, type Scene } from '../../figure/compose';
import { paletteOf, type Scheme } from '../../figure/palette';
import { placementOfRun, sceneOfRun } from '../../figure/runFigure';
import { doubtAbout } from '../../text/diagnosis';
import { plural, count, listOf, decimal, orDash } from '../../text/format';
import {
  holdText,
  unstableEdgesText,
  edgeStabilityHint,
  modulesText,
  moduleStabilityHint,
} from '../../text/confidence';
import type { FinishedRun } from '../../../share/runFile';
import type { Placement } from '../../../share/view';
import { paragraph, scrolling, type Markup, type Section, table, type Cell, type Column } from '../markup';
import { isStable, isStableIn } from '../../../network/stability';
import type { Truth } from '../../../evaluation/truth';
import type { FitResult } from '../../../inference/result';
import { referenceOf } from '../../figure/reference';

export function networkSection(run: FinishedRun, version: string): Section {
  const scene = sceneOfRun(run, doubtAbout(run.result));
  const placement = placementOfRun(run, scene);
  const caption = captionOf(run, scene, version);
  const figures = (['light', 'dark'] as const).map((scheme) =>
    tag('div', { class: scheme }, drawn(scene, placement, caption, scheme)),
  );
  return {
    id: 'network',
    name: 'Network',
    title: titleOf(run, scene),
    body:
      tag('figure', { class: 'network' }, scrolling('The gene network', figures.join('\n'))) +
      paragraph(noteOf(run, scene)),
  };
}

function titleOf(run: FinishedRun, scene: Scene): string {
  const possible = countPairs(run.result.network);
  const first = `The ${count(scene.edges.length)} strongest of ${plural(possible, 'possible edge')}`;
  if (scene.doubt !== null) return `${first}, not to be read as a result`;
  const stable = stableEdges(run);
  return stable
    ? `${first}: ${stable.stable === stable.drawn ? 'all' : stable.stable} ${holdText(run.result)}`
    : first;
}

function noteOf(run: FinishedRun, scene: Scene): string {
  const counts = stableEdges(run);
  const stable =
    scene.doubt !== null
      ? ' All are drawn dashed and without colour, as the run gives no reason to believe them.'
      : counts === null || counts.stable === counts.drawn
        ? ''
        : ` Dashed edges are not stable. ${unstableEdgesText(run.result)}`;
  return `An edge says how the model’s rate of the target answers to the regulator over the range seen in the cells. Its sign is the edge’s, its size ranks; it is no fold change.${stable}`;
}

function captionOf({ dataset, settings }: FinishedRun, scene: Scene, version: string): readonly string[] {
  return [
    `${scene.genes.length} genes, ${scene.edges.length} strongest edges. Width: |weight| relative to the strongest.`,
    `Modulode ${version}, seed ${settings.seed}, data ${dataset.name} (fingerprint ${dataset.fingerprint})`,
  ];
}

/** Without the XML declaration, as it stands within a page. */
function drawn(scene: Scene, { positions }: Placement, caption: readonly string[], scheme: Scheme): Markup {
  const palette = paletteOf(scheme);
  const places = new Map(
    scene.genes.map((_, gene) => [gene, { x: positions[gene * 2] ?? 0, y: positions[gene * 2 + 1] ?? 0 }]),
  );
  const { svg } = writeSvg({ picture: compose(scene, palette), places, palette, caption });
  return svg.slice(svg.indexOf('<svg')).trimEnd();
}

/** How many of the edges that are drawn hold when data are left out. */

/** null where no fit was left out. */
export function stableEdges({
  result,
  view,
}: Pick<FinishedRun, 'result' | 'view'>): { readonly drawn: number; readonly stable: number } | null {
  if (result.network.stability === null) return null;
  const drawn = rankEdges(result.network, view.edgeBudget).filter(
    ({ weight, stability }) => weight !== 0 && isStableIn(stability, view.minimumStability),
  );
  return {
    drawn: drawn.length,
    stable: drawn.filter(({ stability }) => isStable(stability)).length,
  };
}

/** The strongest edges and the modules as tables. */

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
