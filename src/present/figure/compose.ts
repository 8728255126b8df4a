/**
 * Turns a scene into a NetworkFigure. The only place that decides colours, widths, dashes, fading and the legend: for the
 * plain network, a predicted change, the comparison with a reference, and a run that is not to be interpreted (grey).
 */
import type { Module } from '../../network/network';
import { count, level, plural } from '../text/format';
import { type Focus, focusOf, genesOf, idOf, isInFocus, neighbourhood, respondersOf } from './focus';
import {
  type DrawnEdge,
  type MeasuredResponse,
  type ReferenceEdge,
  type ResponseKind,
  responseKinds,
  type Scene,
  type Shading,
  type ShownResponses,
  withoutHidden,
} from './scene';
import { asideEdge, asideGene, fadedEdge, fadedGene, hubShares, nodeLabel, nodeSize } from './networkFigure';
import type { FigureEdge, FigureModule, FigureNode, LegendEntry, NetworkFigure } from './networkFigure';
import type { TruthMark } from './networkFigure';
import {
  amountColor,
  changeColor,
  greyed,
  inkOn,
  isDoubtDashed,
  MAX_PILLS,
  mix,
  moduleColor,
  moduleLine,
  solidModules,
  type Palette,
} from './palette';

/** Opacity of modules outside the focus. */
const fadedModule = 0.3;

/** Genes with the largest predicted change are drawn even without an edge: this many in networks of over 500 genes. */
const MAX_CHANGED = 50;
const MANY_GENES = 500;

export function compose(scene: Scene, colors: Palette): NetworkFigure {
  const palette = scene.doubt === null ? colors : greyed(colors);
  const { waiting, omitted, hidden } = undrawnGenes(scene);
  const lights = { focus: focusOf(scene), hover: neighbourhood(scene, scene.hovered) };
  const { focus } = lights;
  const edges = composeEdges(scene, palette, hidden, lights);
  const standing = standingOf(scene, lights);
  return {
    nodes: scene.genes.flatMap((_, gene) =>
      hidden.has(gene) ? [] : [composeNode(scene, palette, gene, lights, standing)],
    ),
    edges,
    // A run that is not to be interpreted has no modules worth showing, and in layers those of one lie apart.
    modules: scene.modules.flatMap((module, index) => {
      if (scene.doubt !== null || scene.arrangement === 'layered') return [];
      if (scene.hiddenModules.includes(index)) return [];
      const drawn = module.genes.filter((gene) => !omitted.has(gene) && !scene.hiddenGenes.includes(gene));
      return drawn.length === 0 ? [] : [composeModule(scene, palette, { module, index, drawn }, focus)];
    }),
    waiting,
    legend: composeLegend(scene, palette, omitted.size),
    ribbon: scene.doubt,
  };
}

/** Genes without a shown edge, those of them that are not drawn, those that the person hid, and all that are not drawn. */
export function undrawnGenes(scene: Scene) {
  const waiting = genesWithoutEdge(scene);
  const omitted = omittedGenes(scene, waiting);
  const inHiddenModules = scene.hiddenModules.flatMap((module) => scene.modules[module]?.genes ?? []);
  const hiddenByPerson = new Set([...inHiddenModules, ...scene.hiddenGenes]);
  return { waiting, omitted, hiddenByPerson, hidden: new Set([...hiddenByPerson, ...omitted]) };
}

/** What is about something, and what is under the pointer: the rest is faded, much or lightly. */
interface Lights {
  readonly focus: Focus | null;
  readonly hover: Focus | null;
}

/** Opacity of what lies `inFocus` and `inHover` (null: there is none), of `own` where nothing fades it. */
function lit(
  inFocus: boolean | null,
  inHover: boolean | null,
  own: number,
  faded: number,
  aside: number,
): number {
  if (inHover) return Math.max(own, 0.95);
  if (inFocus === false) return faded;
  return inHover === false ? own * aside : own;
}

/** As `lit`. */
function litEdge(
  own: number,
  inFocus: boolean | null,
  inHover: boolean | null,
): Pick<FigureEdge, 'opacity' | 'isAside'> {
  return {
    opacity: lit(inFocus, inHover, own, fadedEdge, asideEdge),
    isAside: !inHover && (inFocus === false || inHover === false),
  };
}

function composeNode(
  scene: Scene,
  palette: Palette,
  gene: number,
  { focus, hover }: Lights,
  { sizes, ranks }: Standing,
): FigureNode {
  const name = scene.genes[gene] ?? '';
  const size = nodeSize(name, scene.genes.length, sizes[gene] ?? 0);
  const set = scene.change?.set.find((slider) => slider.gene === gene);
  // A knocked-out gene has no finite change and stays neutral.
  const setChange = set && (set.value > 0 ? Math.log2(set.value) : 0);
  const shading = shadingOf(scene);
  const fill =
    scene.change && scene.shading === null
      ? changeColor(palette, setChange ?? scene.change.log2FoldChange[gene] ?? 0)
      : shading
        ? shade(shading, palette, gene)
        : size.shape === 'pill'
          ? palette.panel
          : circleFill(scene, palette, gene);
  const isAside = hover !== null && !hover.genes.has(gene);
  const ink =
    size.shape === 'pill' && shading
      ? inkOn(fill)
      : scene.doubt || (isAside && size.shape === 'circle')
        ? palette.text2
        : palette.text;
  const border = borderOf(scene, palette);
  return {
    ...size,
    gene,
    name: nodeLabel(name),
    fill,
    ink,
    border,
    ring: mix(border, fill, 0.6),
    perturbed: scene.perturbed.has(gene),
    pinned: scene.pinned.has(gene),
    selected: isSelected(scene, gene),
    opacity: lit(focus && focus.genes.has(gene), hover && !isAside, 1, fadedGene, asideGene),
    rank: ranks[gene] ?? 0,
    badge: set ? (set.shown ?? setLabel(set.value)) : null,
  };
}

function borderOf({ doubt }: Scene, palette: Palette): string {
  return doubt ? palette.outline : mix(palette.text, palette.canvas, 0.86);
}

function isSelected({ selection }: Scene, gene: number): boolean {
  if (selection?.kind === 'genes') return selection.genes.includes(gene);
  return selection?.kind === 'gene' && selection.gene === gene;
}

function shade({ values, scale, most }: Shading, palette: Palette, gene: number): string {
  const value = values[gene] ?? NaN;
  return scale === 'change' ? changeColor(palette, value) : amountColor(palette, value / most);
}

/** By which a gene's circle is sized, and its name gets room. */
interface Standing {
  /** [G] in [0, 1] */
  readonly sizes: Float64Array;
  /** [G] 0 for the gene whose name is printed first. */
  readonly ranks: Int32Array;
}

/** First what the figure is about: genes set or selected, responders by their change; then hubs, then genes with many regulators. */
function standingOf(scene: Scene, { focus, hover }: Lights): Standing {
  const hubs = hubShares(scene.edges, scene.genes.length);
  const regulators = hubShares(
    scene.edges.map(({ target }) => ({ source: target })),
    scene.genes.length,
  );
  const first = new Set([
    ...(scene.change?.set.map(({ gene }) => gene) ?? []),
    ...(scene.selection?.kind === 'module' ? [] : genesOf(scene, scene.selection)),
    ...genesOf(scene, scene.hovered),
  ]);
  const size = (gene: number) => Math.abs(scene.change?.log2FoldChange[gene] ?? 0);
  const responds = scene.change !== null && scene.selection === null;
  const isFirst = (gene: number) => Number(first.has(gene));
  const isShown = (gene: number) => Number(focus?.genes.has(gene) ?? true);
  const isNear = (gene: number) => Number(hover?.genes.has(gene) ?? false);
  const order = [...scene.genes.keys()].toSorted(
    (a, b) =>
      isFirst(b) - isFirst(a) ||
      isNear(b) - isNear(a) ||
      isShown(b) - isShown(a) ||
      (responds ? size(b) - size(a) : 0) ||
      (hubs[b] ?? 0) - (hubs[a] ?? 0) ||
      (regulators[b] ?? 0) - (regulators[a] ?? 0),
  );
  const ranks = new Int32Array(order.length);
  for (const [rank, gene] of order.entries()) ranks[gene] = rank;
  return { sizes: scene.sizes ?? hubs, ranks };
}

/** A circle carries the colour of its module, whose name is printed at the outline. */
function circleFill(scene: Scene, palette: Palette, gene: number): string {
  const module = scene.modules.findIndex(({ genes }) => genes.includes(gene));
  return module < 0 || scene.doubt ? palette.panel : mix(moduleColor(palette, module), palette.panel, 0.55);
}

/** More modules have short names at their outlines, as in the list: M7. */
const MAX_NAMED_MODULES = 4;

/** 'Module 1 (regulators GATA1, FLI1)' */
function moduleTitle(name: string, regulators: readonly string[]): string {
  const noun = regulators.length === 1 ? 'regulator' : 'regulators';
  return `${name.replace(/^M(?=\d)/, 'Module ')} (${noun} ${regulators.join(', ')})`;
}

interface DrawnModule {
  readonly module: Module;
  readonly index: number;
  /** Genes of the module that are drawn. */
  readonly drawn: readonly number[];
}

function composeModule(
  scene: Scene,
  palette: Palette,
  { module, index, drawn }: DrawnModule,
  focus: Focus | null,
): FigureModule {
  const color = scene.change ? palette.text2 : moduleColor(palette, index);
  const given = scene.moduleNames[index];
  const leading = module.regulators.slice(0, 2).map((gene) => nodeLabel(scene.genes[gene] ?? ''));
  const isShort = scene.modules.length > MAX_NAMED_MODULES || leading.length === 0;
  return {
    module: index,
    name: given ? `${module.name} · ${given}` : isShort ? module.name : moduleTitle(module.name, leading),
    members: drawn,
    fill: mix(color, palette.canvas, 0.1),
    // With many modules the outline distinguishes them, so it is drawn in full, but never over predicted changes.
    stroke: mix(color, palette.canvas, scene.modules.length > solidModules && !scene.change ? 1 : 0.42),
    line: moduleLine(index),
    ink: mix(color, palette.text, 0.52),
    opacity: focus && !module.genes.some((gene) => focus.genes.has(gene)) ? fadedModule : 1,
  };
}

/** Width shows strength, head and colour show sign, dashes and fading show stability, marks compare with a reference. */
function composeEdges(
  scene: Scene,
  palette: Palette,
  hidden: ReadonlySet<number>,
  { focus, hover }: Lights,
): FigureEdge[] {
  const truth = new Map(scene.reference?.map((edge) => [idOf(edge), edge]));
  const drawn = scene.edges.map((edge) => learnedEdge(scene, palette, edge, truth.get(idOf(edge))));
  const ids = new Set(drawn.map(({ id }) => id));
  const slim = scene.genes.length > MAX_PILLS;
  const missed = withoutHidden([...truth.values()], scene)
    .filter((edge) => !ids.has(idOf(edge)))
    .map((edge) => missedEdge(scene, palette, edge, slim));
  const all = [...drawn, ...missed].filter(
    ({ source, target }) => !hidden.has(source) && !hidden.has(target),
  );
  const present = new Set(all.map(({ id }) => id));
  const edges = all.map((edge) => {
    const mutual = present.has(idOf({ source: edge.target, target: edge.source }));
    return {
      ...edge,
      slim,
      bow: mutual ? (slim ? 0.2 : 0.22) : slim ? 0 : 0.1,
      mutual,
      ...litEdge(edge.opacity, focus && isInFocus(edge, focus), hover && isInFocus(edge, hover)),
    };
  });
  return [...edges, ...responseLines(scene, palette, hidden, hover)];
}

/** Measured responses bend beside the edges between the same genes. What is selected has chosen them: only what is under the pointer fades others. */
function responseLines(
  scene: Scene,
  palette: Palette,
  hidden: ReadonlySet<number>,
  hover: Focus | null,
): FigureEdge[] {
  const slim = scene.genes.length > MAX_PILLS;
  return (scene.measured?.lines ?? [])
    .filter(({ source, target }) => !hidden.has(source) && !hidden.has(target))
    .map((line) => ({
      id: `${idOf(line)} response`,
      source: line.source,
      target: line.target,
      head: 'responds',
      width: line.kind === 'unexplained' ? 1.7 : 1.3,
      dashed: true,
      mark: line.kind,
      color: colorOfResponse(line, palette),
      slim,
      bow: slim ? 0.1 : 0.2,
      mutual: false,
      ...litEdge(0.95, null, hover && isInFocus(line, hover)),
    }));
}

function colorOfResponse({ kind }: Pick<MeasuredResponse, 'kind'>, palette: Palette): string {
  switch (kind) {
    case 'explained':
      return palette.confirmed;
    case 'unexplained':
      return palette.contradicted;
    case 'unseen':
      return palette.text2;
    case 'measured':
      return palette.text;
    default:
      return kind satisfies never;
  }
}

/** An edge before it is drawn beside others. */
type PlainEdge = Omit<FigureEdge, 'slim' | 'bow' | 'mutual' | 'isAside'>;

function learnedEdge(
  scene: Scene,
  palette: Palette,
  edge: DrawnEdge,
  reference: ReferenceEdge | undefined,
): PlainEdge {
  const activates = edge.weight > 0;
  const mark: TruthMark = !scene.reference
    ? 'plain'
    : reference && (reference.sign === 0 || reference.sign > 0 === activates)
      ? 'found'
      : 'wrong';
  const slim = scene.genes.length > MAX_PILLS;
  const head = activates ? 'activates' : 'represses';
  return {
    id: idOf(edge),
    source: edge.source,
    target: edge.target,
    head,
    width: widthOf(edge.strength, slim, scene.doubt !== null),
    dashed: scene.doubt === null ? mark === 'plain' && edge.unstable : isDashed(scene),
    mark,
    color: responseColor(scene, palette, edge) ?? (isColorless(scene) ? palette.neutralEdge : palette[head]),
    opacity: opacityOf(scene, edge, mark),
  };
}

function isDashed({ doubt, genes }: Scene): boolean {
  return doubt !== null && isDoubtDashed(genes.length);
}

/** Thinner than a pixel, a grey line has no contrast of 3:1. */
function widthOf(strength: number, slim: boolean, isDoubtful: boolean): number {
  if (!slim) return 1.1 + 2.9 * strength;
  return Math.max(isDoubtful ? 1.1 : 0, 0.7 + 1.9 * strength);
}

/** Edges of a doubtful run are equally grey, and never paler than that. Among many edges weak ones are paler. */
function opacityOf(scene: Scene, { unstable, stability, strength }: DrawnEdge, mark: TruthMark): number {
  if (scene.doubt !== null) return 1;
  if (mark === 'wrong') return 0.75;
  if (unstable) return 0.4 + 0.3 * stability;
  return scene.genes.length > MAX_PILLS ? 0.6 + 0.35 * Math.sqrt(strength) : 0.95;
}

/** null where colours show signs. */
function responseColor(
  { reference, responses, change }: Scene,
  palette: Palette,
  edge: Parameters<typeof idOf>[0],
): string | null {
  if (!reference || !responses || change) return null;
  const found = responses.get(idOf(edge));
  return found ? palette[found] : palette.neutralEdge;
}

function missedEdge(scene: Scene, palette: Palette, edge: ReferenceEdge, slim: boolean): PlainEdge {
  return {
    id: idOf(edge),
    source: edge.source,
    target: edge.target,
    head: edge.sign === 0 ? 'unknown' : edge.sign > 0 ? 'activates' : 'represses',
    width: slim ? 2.4 : 3.2,
    dashed: false,
    mark: 'missed',
    color: responseColor(scene, palette, edge) ?? mix(palette.text2, palette.canvas, 0.85),
    opacity: 1,
  };
}

/** Whether the colours of signs are left to predicted changes, or withheld from a doubtful run. */
function isColorless(scene: Scene): boolean {
  return scene.change !== null || scene.doubt !== null || shadingOf(scene)?.scale === 'change';
}

function response(label: string, color: string): LegendEntry {
  return { kind: 'edge', label, head: 'unknown', dashed: false, mark: 'plain', color };
}

/** Explains every mark in use; `omitted`: number of genes that are not drawn. */
function composeLegend(scene: Scene, palette: Palette, omitted: number): LegendEntry[] {
  const neutral = mix(palette.text, palette.canvas, 0.68);
  const sign = (head: 'activates' | 'represses'): LegendEntry => ({
    kind: 'edge',
    label: head,
    head,
    dashed: isDashed(scene),
    mark: 'plain',
    color: isColorless(scene) || scene.responses ? palette.neutralEdge : palette[head],
  });
  const marked = (mark: TruthMark, label: string): LegendEntry => ({
    kind: 'edge',
    label,
    head: 'unknown',
    dashed: scene.doubt === null ? mark === 'plain' : isDashed(scene) && mark !== 'missed',
    mark,
    color: neutral,
  });
  const entries: LegendEntry[] = [];
  const shading = shadingOf(scene);
  if (shading) entries.push(colorLegend(shading, palette));
  entries.push(sign('activates'), sign('represses'));
  if (scene.reference && scene.responses && !scene.change)
    entries.push(
      response('confirmed by responses', palette.confirmed),
      response('contradicted by responses', palette.contradicted),
      response('no clear response', palette.neutralEdge),
    );
  if (!scene.change && !scene.reference)
    entries.push({ kind: 'width', label: 'width = strength', color: neutral });
  if (scene.reference)
    entries.push(
      marked('found', scene.responses ? 'known' : 'found'),
      marked('missed', scene.responses ? 'known, not shown' : 'missed'),
      marked('wrong', scene.responses ? 'new: not known' : 'wrong: not in the reference'),
    );
  else entries.push(marked('plain', reliabilityLabel(scene)));
  if (scene.perturbed.size > 0 && !scene.change && shading?.scale !== 'yes-or-no')
    entries.push({
      kind: 'ring',
      shape: scene.genes.length > MAX_PILLS ? 'circle' : 'pill',
      label: 'perturbed in the screen',
      color: borderOf(scene, palette),
    });
  if (scene.measured) entries.push(...responseLegend(scene.measured, palette));
  if (omitted > 0)
    entries.push({ kind: 'note', label: `not drawn: ${plural(omitted, 'gene')} without an edge shown` });
  return entries;
}

const responseTexts: Readonly<Record<ResponseKind, string>> = {
  explained: 'response explained',
  unexplained: 'response unexplained',
  unseen: 'predicted but not seen',
  measured: 'measured response',
};

/** In a link responses are only measured, elsewhere never. */
const isOfSource = (counts: ShownResponses['counts']) => (kind: ResponseKind) =>
  (kind === 'measured') === counts.measured > 0;

/** The kinds with their numbers, and for printed figures what they are. */
function responseLegend({ counts, sentence }: ShownResponses, palette: Palette): LegendEntry[] {
  return [
    ...responseKinds.filter(isOfSource(counts)).map((kind): LegendEntry => ({
      kind: 'edge',
      label: `${responseTexts[kind]}: ${count(counts[kind])}`,
      head: 'responds',
      dashed: true,
      mark: kind,
      color: colorOfResponse({ kind }, palette),
    })),
    { kind: 'note', label: sentence },
  ];
}

/** What the colours of genes show; null: modules. */
function shadingOf({ shading, change }: Scene): Shading | null {
  if (shading) return shading === 'module' ? null : shading;
  return change && { label: '', values: change.log2FoldChange, scale: 'change', most: 2, printed: '' };
}

function colorLegend({ label, scale, printed }: Shading, palette: Palette): LegendEntry {
  const steps = Array.from({ length: 17 }, (_, i) => i / 16);
  switch (scale) {
    case 'yes-or-no':
      return { kind: 'fill', label, color: amountColor(palette, 1) };
    case 'amount': {
      const colors = steps.map((share) => amountColor(palette, share));
      return { kind: 'scale', label, low: '0', high: printed, hasMiddle: false, colors };
    }
    case 'change': {
      const colors = steps.map((share) => changeColor(palette, 4 * share - 2));
      return { kind: 'scale', label, low: '÷ 4', high: '× 4', hasMiddle: true, colors };
    }
    default:
      return scale satisfies never;
  }
}

function reliabilityLabel(scene: Scene): string {
  if (scene.doubt === null) return 'dashed = unstable';
  return isDashed(scene) ? 'dashed = not reliable' : 'grey = not reliable';
}

/** In a network of many genes, in the order of the data, without hidden genes; among few there is room for all. */
function genesWithoutEdge({ genes, edges, reference, hiddenGenes }: Scene): number[] {
  if (genes.length <= MAX_PILLS) return [];
  const linked = new Set([...edges, ...(reference ?? [])].flatMap(({ source, target }) => [source, target]));
  return [...genes.keys()].filter((gene) => !linked.has(gene) && !hiddenGenes.includes(gene));
}

/** Genes that wait beside the network, unless pinned, selected, set by the user or responding. */
function omittedGenes(scene: Scene, waiting: readonly number[]): ReadonlySet<number> {
  const { genes, pinned, change } = scene;
  const drawn = new Set([...pinned, ...genesOf(scene, scene.selection)]);
  for (const { gene } of change?.set ?? []) drawn.add(gene);
  const responders = genes.length > MANY_GENES ? respondersOf(scene, MAX_CHANGED, 0) : respondersOf(scene);
  for (const gene of responders) drawn.add(gene);
  return new Set(waiting.filter((gene) => !drawn.has(gene)));
}

/** Badge text of a level relative to control: 0 is knocked out, 1 unchanged. */
export function setLabel(value: number): string {
  if (value === 0) return 'out';
  return value === 1 ? 'same' : level(value);
}
