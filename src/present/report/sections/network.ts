/** The network of the report: the figure in light and dark, the strongest edges and the modules as tables. */
import { programOf } from '../../../inference/run/program';
import { countPairs, rankEdges } from '../../../network/ranking';
import { bundlesOf } from '../../figure/bundles';
import { writeSvg } from '../../figure/svg/svg';
import { tag } from '../../figure/svg/xml';
import { compose } from '../../figure/compose';
import { paletteOf, type Scheme } from '../../figure/palette';
import { placementOfRun, placesOf, sceneOfRun } from '../../figure/runFigure';
import { runVerdict } from '../../../inference/verdict/runVerdict';
import { doubtAbout } from '../../text/diagnosis';
import { sourcesSentence } from '../../text/candidates';
import { plural, count, listOf, decimal, orDash } from '../../text/format';
import {
  holdText,
  unstableEdgesText,
  edgeStabilityHint,
  modulesText,
  moduleStabilityHint,
} from '../../text/confidence';
import type { FinishedRun } from '../../../share/finishedRun';
import type { Placement } from '../../../share/view';
import { paragraph, scrolling, type Markup, type Section, table, type Cell } from '../markup';
import { isStable, isStableIn } from '../../../network/stability';
import type { Truth } from '../../../evaluation/networks/truth';
import { referenceOf, type Scene } from '../../figure/scene';

export function networkSection(run: FinishedRun): Section {
  const scene = sceneOfRun(run, doubtAbout(runVerdict(run)));
  const placement = placementOfRun(run);
  const caption = captionOf(run, scene);
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
  if (scene.doubt !== null) return `${first}, not a reliable result`;
  const stable = stableEdges(run);
  return stable ? `${first}: ${stable.stable} of ${stable.drawn} ${holdText(run.result)}` : first;
}

function noteOf(run: FinishedRun, scene: Scene): string {
  const counts = stableEdges(run);
  const stable =
    scene.doubt !== null
      ? ' All are grey because the run is not reliable.'
      : counts === null || counts.stable === counts.drawn
        ? ''
        : ` Dashed edges are unstable. ${unstableEdgesText(run.result)}`;
  const sources = sourcesSentence(run.dataset);
  return `${sources === null ? '' : `${sources} `}The weight of an edge is the change of the target’s modelled rate over the observed range of the regulator: a relative strength, not a fold change.${stable}`;
}

function captionOf({ dataset, settings, result }: FinishedRun, scene: Scene): readonly string[] {
  return [
    `${scene.genes.length} genes, ${scene.edges.length} strongest edges. Width: |weight| relative to the strongest.`,
    `Modulode ${programOf(result)}, seed ${settings.seed}, data ${dataset.name} (fingerprint ${dataset.fingerprint})`,
  ];
}

/** Without the XML declaration, to be embedded. */
function drawn(scene: Scene, placement: Placement, caption: readonly string[], scheme: Scheme): Markup {
  const palette = paletteOf(scheme);
  const places = placesOf(placement);
  const figure = compose(scene, palette);
  const ways = bundlesOf(figure.edges, places);
  const { svg } = writeSvg({ figure, places, palette, ways, caption });
  return svg.slice(svg.indexOf('<svg')).trimEnd();
}

/** Stable edges among those shown; null without refits. */
export function stableEdges({
  result,
  view,
}: Pick<FinishedRun, 'result' | 'view'>): { readonly drawn: number; readonly stable: number } | null {
  if (result.network.stability === null) return null;
  const edges = rankEdges(result.network, view.edgeBudget).filter(
    ({ weight, stability }) => weight !== 0 && isStableIn(stability, view.minimumStability),
  );
  return { drawn: edges.length, stable: edges.filter(({ stability }) => isStable(stability)).length };
}

const MAX_EDGES = 30;
const MAX_MEMBERS = 12;

const columns = ['Rank', 'Regulator', 'Effect', 'Target', 'Weight', 'Stability'];

export function edgesSection(run: FinishedRun): Section {
  const { dataset, result, truth } = run;
  const edges = rankEdges(result.network, MAX_EDGES).filter(({ weight }) => weight !== 0);
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
    title: `The ${edges.length} strongest edges${reserve(run)}`,
    body:
      paragraph(`edges.tsv contains all edges. Stability: ${edgeStabilityHint(result)}.`) +
      table('The strongest edges', inTruth ? [...columns, 'In the truth'] : columns, rows, [
        'Rank',
        'Weight',
        'Stability',
      ]),
  };
}

export function modulesSection(run: FinishedRun): Section {
  const { dataset, result, view } = run;
  const nameOf = (gene: number) => dataset.genes[gene] ?? '';
  const rows = result.modules.map((module, index): Cell[] => {
    const given = view.moduleNames[index];
    return [
      given === undefined ? module.name : `${module.name} · ${given}`,
      listOf(module.genes.map(nameOf), MAX_MEMBERS),
      listOf(module.regulators.map(nameOf)),
      orDash(module.stability, decimal),
    ];
  });
  return {
    id: 'modules',
    name: 'Modules',
    title: rows.length === 0 ? 'No modules were found' : `${plural(rows.length, 'module')}${reserve(run)}`,
    body:
      rows.length === 0
        ? paragraph('Too few genes have the same regulators.')
        : paragraph(
            `${modulesText(result)} They are not unique: interpret edges first. Stability: ${moduleStabilityHint(result)}.`,
          ) + table('Modules', ['Module', 'Genes', 'Regulated by', 'Stability'], rows, ['Stability']),
  };
}

/** Added to titles of an unreliable run. */
function reserve(run: FinishedRun): string {
  return doubtAbout(runVerdict(run)) === null ? '' : ', not a reliable result';
}

/** The sign as word, arrow and colour. */
function effect(weight: number): string {
  const [word, arrow] = weight > 0 ? ['activates', '▶'] : ['represses', '⊣'];
  return tag('span', { class: word }, `${word} ${arrow}`);
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
    return sign === 0 || sign === Math.sign(weight) ? 'yes' : 'yes, opposite sign';
  };
}

/** Three significant digits, with a true minus. */
function digits(weight: number): string {
  return weight.toPrecision(3).replace('-', '−');
}
