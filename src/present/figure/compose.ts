/**
 * Turns a scene into a NetworkFigure. The only place that decides colours, widths, dashes, fading and the legend: for the
 * plain network, a predicted change, the comparison with a reference, and a run that is not to be interpreted (grey, dashed).
 */
import type { Module } from '../../network/network';
import type { DrawnEdge, ReferenceEdge, Scene } from './scene';
import { nodeLabel, nodeSize, fadedGene, fadedEdge, MAX_PILLS } from './networkFigure';
import type { FigureEdge, FigureModule, FigureNode, LegendEntry, NetworkFigure } from './networkFigure';
import type { TruthMark } from './networkFigure';
import {
  changeColor,
  greyed,
  inkOn,
  mix,
  moduleColor,
  moduleLine,
  solidModules,
  type Palette,
} from './palette';

/** Opacity of modules outside the focus. */
const fadedModule = 0.3;

/** Up to this number of genes, all are drawn. */
const MAX_DRAWN = 500;
/** Genes with the largest predicted change are drawn even without an edge. */
const MAX_CHANGED = 50;

export function compose(scene: Scene, colors: Palette): NetworkFigure {
  const palette = scene.doubt === null ? colors : greyed(colors);
  const omitted = omittedGenes(scene);
  const inHiddenModules = scene.hiddenModules.flatMap((module) => scene.modules[module]?.genes ?? []);
  const hidden = new Set([...inHiddenModules, ...omitted]);
  const focus = focusOf(scene);
  const edges = composeEdges(scene, palette, hidden, focus);
  const labelled = labelledGenes(scene);
  return {
    nodes: scene.genes.flatMap((name, gene) =>
      hidden.has(gene) ? [] : [composeNode(scene, palette, name, gene, focus, labelled)],
    ),
    edges,
    // A run that is not to be interpreted has no modules worth showing.
    modules: scene.modules.flatMap((module, index) => {
      if (scene.doubt !== null || scene.hiddenModules.includes(index)) return [];
      const drawn = module.genes.filter((gene) => !omitted.has(gene));
      return drawn.length === 0 ? [] : [composeModule(scene, palette, module, drawn, index, focus)];
    }),
    legend: composeLegend(scene, palette, omitted.size),
    ribbon: scene.doubt,
  };
}

/** Genes highlighted by the selection: a gene with its neighbours, both ends of an edge, or a module; null: all. */
function focusOf(scene: Scene): ReadonlySet<number> | null {
  const { selection } = scene;
  if (!selection) return null;
  const focus = new Set(selectedGenes(scene));
  if (selection.kind === 'gene')
    for (const { source, target } of scene.edges)
      if (source === selection.gene || target === selection.gene) focus.add(source).add(target);
  return focus;
}

function selectedGenes({ selection, modules }: Scene): readonly number[] {
  switch (selection?.kind) {
    case 'gene':
      return [selection.gene];
    case 'edge':
      return [selection.source, selection.target];
    case 'module':
      return modules[selection.module]?.genes ?? [];
    case undefined:
      return [];
    default:
      return selection satisfies never;
  }
}

function composeNode(
  scene: Scene,
  palette: Palette,
  name: string,
  gene: number,
  focus: ReadonlySet<number> | null,
  labelled: ReadonlySet<number> | null,
): FigureNode {
  const size = nodeSize(name, scene.genes.length);
  const set = scene.change?.set.find((slider) => slider.gene === gene);
  // A knocked-out gene has no finite change and stays neutral.
  const setChange = set && (set.value > 0 ? Math.log2(set.value) : 0);
  const fill = scene.change
    ? changeColor(palette, setChange ?? scene.change.log2FoldChange[gene] ?? 0)
    : size.shape === 'pill'
      ? palette.panel
      : circleFill(scene, palette, gene);
  const { selection } = scene;
  const border = scene.doubt ? palette.outline : mix(palette.text, palette.canvas, 0.86);
  return {
    ...size,
    gene,
    name: nodeLabel(name),
    fill,
    ink: size.shape === 'pill' && scene.change ? inkOn(fill) : scene.doubt ? palette.text2 : palette.text,
    border,
    ring: mix(border, fill, 0.6),
    perturbed: scene.perturbed.has(gene),
    pinned: scene.pinned.has(gene),
    selected: selection?.kind === 'gene' && selection.gene === gene,
    opacity: focus && !focus.has(gene) ? fadedGene : 1,
    labelled: !labelled || labelled.has(gene) || (focus?.has(gene) ?? false),
    badge: set ? setLabel(set.value) : null,
  };
}

/** Beyond 150 genes only the 50 with the most edges and the perturbed ones are labelled at low zoom; null: all. */
function labelledGenes(scene: Scene): ReadonlySet<number> | null {
  if (scene.genes.length <= 150) return null;
  const degree = new Map<number, number>();
  for (const { source, target } of scene.edges)
    for (const gene of [source, target]) degree.set(gene, (degree.get(gene) ?? 0) + 1);
  const hubs = [...degree].toSorted((a, b) => b[1] - a[1]).slice(0, 50);
  return new Set([...scene.perturbed, ...hubs.map(([gene]) => gene)]);
}

/** A circle carries the colour of its module, whose name is printed at the outline. */
function circleFill(scene: Scene, palette: Palette, gene: number): string {
  const module = scene.modules.findIndex(({ genes }) => genes.includes(gene));
  return module < 0 || scene.doubt ? palette.panel : mix(moduleColor(palette, module), palette.panel, 0.55);
}

/** 'Module 1 (regulators GATA1, FLI1)' */
function moduleTitle(name: string, regulators: readonly string[]): string {
  const title = name.replace(/^M(?=\d)/, 'Module ');
  const noun = regulators.length === 1 ? 'regulator' : 'regulators';
  return regulators.length === 0 ? title : `${title} (${noun} ${regulators.join(', ')})`;
}

function composeModule(
  scene: Scene,
  palette: Palette,
  module: Module,
  /** Genes of the module that are drawn. */
  members: readonly number[],
  index: number,
  focus: ReadonlySet<number> | null,
): FigureModule {
  const color = scene.change ? palette.text2 : moduleColor(palette, index);
  const given = scene.moduleNames[index];
  const leading = module.regulators.slice(0, 2).map((gene) => nodeLabel(scene.genes[gene] ?? ''));
  return {
    module: index,
    name: given ? `${module.name} · ${given}` : moduleTitle(module.name, leading),
    members,
    fill: mix(color, palette.canvas, 0.1),
    // With many modules the outline distinguishes them, so it is drawn in full; few modules are distinguished by their fill.
    stroke: mix(color, palette.canvas, scene.modules.length > solidModules ? 1 : 0.42),
    line: moduleLine(index),
    ink: mix(color, palette.text, 0.52),
    opacity: focus && !module.genes.some((gene) => focus.has(gene)) ? fadedModule : 1,
  };
}

/** Width shows strength, head and colour show sign, dashes and fading show stability, marks compare with a reference. */
function composeEdges(
  scene: Scene,
  palette: Palette,
  hidden: ReadonlySet<number>,
  focus: ReadonlySet<number> | null,
): FigureEdge[] {
  const truth = new Map(scene.reference?.map((edge) => [idOf(edge), edge]));
  const drawn = scene.edges.map((edge) => learnedEdge(scene, palette, edge, truth.get(idOf(edge))));
  const ids = new Set(drawn.map(({ id }) => id));
  const slim = scene.genes.length > MAX_PILLS;
  const missed = [...truth.values()]
    .filter((edge) => !ids.has(idOf(edge)))
    .map((edge) => missedEdge(palette, edge, slim));
  const all = [...drawn, ...missed].filter(
    ({ source, target }) => !hidden.has(source) && !hidden.has(target),
  );
  const present = new Set(all.map(({ id }) => id));
  return all.map((edge) => {
    const mutual = present.has(idOf({ source: edge.target, target: edge.source }));
    return {
      ...edge,
      slim,
      bow: mutual ? (slim ? 0.2 : 0.22) : slim ? 0 : 0.1,
      mutual,
      opacity: focus && !isInFocus(scene, edge, focus) ? fadedEdge : edge.opacity,
    };
  });
}

/** An edge before it is drawn beside others. */
type PlainEdge = Omit<FigureEdge, 'slim' | 'bow' | 'mutual'>;

/** Whether an edge ends at the selected gene, is the selected edge, or lies inside the selected module. */
function isInFocus(
  scene: Scene,
  { source, target }: Pick<FigureEdge, 'source' | 'target'>,
  focus: ReadonlySet<number>,
): boolean {
  const { selection } = scene;
  if (selection?.kind === 'gene') return source === selection.gene || target === selection.gene;
  if (selection?.kind === 'edge') return source === selection.source && target === selection.target;
  return focus.has(source) && focus.has(target);
}

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
    dashed: scene.doubt !== null || (mark === 'plain' && edge.unstable),
    mark,
    color: isColorless(scene) ? palette.neutralEdge : palette[head],
    opacity: opacityOf(scene, edge, mark),
  };
}

/** Thinner than a pixel, a grey line has no contrast of 3:1. */
function widthOf(strength: number, slim: boolean, isDoubtful: boolean): number {
  if (!slim) return 1.1 + 2.9 * strength;
  return Math.max(isDoubtful ? 1.1 : 0, 0.7 + 1.9 * strength);
}

/** Edges of a doubtful run are equally dashed and grey, and never paler than that. */
function opacityOf({ doubt }: Scene, { unstable, stability }: DrawnEdge, mark: TruthMark): number {
  if (doubt !== null) return 1;
  if (mark === 'wrong') return 0.75;
  return unstable ? 0.4 + 0.3 * stability : 0.95;
}

function missedEdge(palette: Palette, edge: ReferenceEdge, slim: boolean): PlainEdge {
  return {
    id: idOf(edge),
    source: edge.source,
    target: edge.target,
    head: edge.sign === 0 ? 'unknown' : edge.sign > 0 ? 'activates' : 'represses',
    width: slim ? 2.4 : 3.2,
    dashed: false,
    mark: 'missed',
    color: mix(palette.text2, palette.canvas, 0.85),
    opacity: 1,
  };
}

/** Whether the colours of signs are left to predicted changes, or withheld from a doubtful run. */
function isColorless({ change, doubt }: Scene): boolean {
  return change !== null || doubt !== null;
}

function idOf({ source, target }: { readonly source: number; readonly target: number }): string {
  return `${source}>${target}`;
}

/** Explains every mark in use; `omitted`: number of genes that are not drawn. */
function composeLegend(scene: Scene, palette: Palette, omitted: number): LegendEntry[] {
  const neutral = mix(palette.text, palette.canvas, 0.68);
  const sign = (head: 'activates' | 'represses'): LegendEntry => ({
    kind: 'edge',
    label: head,
    head,
    dashed: scene.doubt !== null,
    mark: 'plain',
    color: isColorless(scene) ? palette.neutralEdge : palette[head],
  });
  const marked = (mark: TruthMark, label: string): LegendEntry => ({
    kind: 'edge',
    label,
    head: 'unknown',
    dashed: mark === 'plain' || (scene.doubt !== null && mark !== 'missed'),
    mark,
    color: neutral,
  });
  const entries: LegendEntry[] = [];
  if (scene.change)
    entries.push({
      kind: 'scale',
      low: '÷ 4',
      high: '× 4',
      colors: Array.from({ length: 17 }, (_, i) => changeColor(palette, i / 4 - 2)),
    });
  entries.push(sign('activates'), sign('represses'));
  if (!scene.change && !scene.reference)
    entries.push({ kind: 'width', label: 'width = strength', color: neutral });
  if (scene.reference)
    entries.push(
      marked('found', 'found'),
      marked('missed', 'missed'),
      marked('wrong', 'wrong: not in the reference'),
    );
  else entries.push(marked('plain', dashedLabel(scene)));
  if (scene.perturbed.size > 0 && !scene.change)
    entries.push({ kind: 'ring', label: 'perturbed in the screen', color: palette.text });
  if (omitted > 0) entries.push({ kind: 'note', label: `not drawn: ${omitted} genes without an edge shown` });
  return entries;
}

function dashedLabel({ change, doubt }: Scene): string {
  if (doubt !== null) return 'dashed = not reliable';
  return change ? 'unstable' : 'dashed = still unstable';
}

/**
 * Genes left out of a figure of more than 500: without a drawn or reference edge, not pinned, selected or set by the user.
 * Beyond a few hundred, circles cover the edges and the canvas becomes slow; tables list every gene.
 */
function omittedGenes(scene: Scene): ReadonlySet<number> {
  const { genes, edges, reference, pinned, change } = scene;
  if (genes.length <= MAX_DRAWN) return new Set();
  const drawn = new Set([...pinned, ...selectedGenes(scene)]);
  for (const { source, target } of [...edges, ...(reference ?? [])]) drawn.add(source).add(target);
  if (change) {
    for (const { gene } of change.set) drawn.add(gene);
    const size = (gene: number) => Math.abs(change.log2FoldChange[gene] ?? 0);
    const changed = [...genes.keys()].toSorted((a, b) => size(b) - size(a)).slice(0, MAX_CHANGED);
    for (const gene of changed) drawn.add(gene);
  }
  return new Set([...genes.keys()].filter((gene) => !drawn.has(gene)));
}

/** Badge text of a level relative to control: 0 is knocked out, 1 unchanged. */
export function setLabel(value: number): string {
  if (value === 0) return 'out';
  if (value === 1) return 'same';
  return `× ${Number(value.toFixed(2))}`;
}
