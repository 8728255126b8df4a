/**
 * Turns what is known into a NetworkFigure: one place decides colours, widths, dashes, fading and the legend, for the plain
 * network, the figure of a change, the comparison with a reference and a run that has learned nothing.
 */
import type { Module } from '../../network/network';
import type { Selection } from '../../share/view';
import { setLabel } from './changeLabel';
import { crowdedOut } from './crowd';
import { composeEdges } from './composeEdges';
import { composeLegend } from './composeLegend';
import type { DrawnEdge } from './drawnEdges';
import { nodeLabel, nodeSize } from './nodeSize';
import { changeColor, inkOn, mix, moduleColor, moduleLine, solidModules, type Palette } from './palette';
import { fadedGene, type NetworkFigure, type FigureModule, type FigureNode } from './networkFigure';

/** Other modules than those in focus are drawn at this opacity. */
const fadedModule = 0.3;

/** A reference edge between modelled genes, as indices. Sign 0: unknown. */
export interface ReferenceEdge {
  readonly source: number;
  readonly target: number;
  readonly sign: 1 | -1 | 0;
}

export interface Scene {
  readonly genes: readonly string[];
  /** Genes set by the experimenter in the data. */
  readonly perturbed: ReadonlySet<number>;
  readonly edges: readonly DrawnEdge[];
  readonly modules: readonly Module[];
  readonly moduleNames: Readonly<Record<number, string>>;
  readonly hiddenModules: readonly number[];
  readonly selection: Selection;
  readonly pinned: ReadonlySet<number>;
  /** Edges of the reference network to lay over; null: no comparison. */
  readonly reference: readonly ReferenceEdge[] | null;
  /** [G] predicted log2 fold change and what was set; null: the plain network. */
  readonly change: {
    readonly log2FoldChange: Float32Array;
    readonly set: readonly { readonly gene: number; readonly value: number }[];
  } | null;
  /** Why the figure must not be read as a result, e.g. 'Not better than “no change”'; null: it may. */
  readonly doubt: string | null;
}

export function compose(scene: Scene, palette: Palette): NetworkFigure {
  const crowd = crowdedOut(scene);
  const hidden = new Set([...hiddenGenes(scene), ...crowd]);
  const focus = focusOf(scene);
  const edges = composeEdges(scene, palette, hidden, focus);
  const labelled = labelledGenes(scene);
  return {
    nodes: scene.genes.flatMap((name, gene) =>
      hidden.has(gene) ? [] : [composeNode(scene, palette, name, gene, focus, labelled)],
    ),
    edges,
    // Modules of a run that has learned nothing are no finding.
    modules: scene.modules.flatMap((module, index) => {
      if (scene.doubt !== null || scene.hiddenModules.includes(index)) return [];
      const drawn = module.genes.filter((gene) => !crowd.has(gene));
      return drawn.length === 0 ? [] : [composeModule(scene, palette, module, drawn, index, focus)];
    }),
    legend: composeLegend(scene, palette, crowd.size),
    ribbon: scene.doubt,
  };
}

/** Genes in the focus of the selection: a gene with its neighbours, the two ends of an edge, a module; null: all. */
function focusOf(scene: Scene): ReadonlySet<number> | null {
  const { selection } = scene;
  if (!selection) return null;
  switch (selection.kind) {
    case 'gene': {
      const { gene } = selection;
      const neighbours = scene.edges.flatMap(({ source, target }) =>
        source === gene ? [target] : target === gene ? [source] : [],
      );
      return new Set([gene, ...neighbours]);
    }
    case 'edge':
      return new Set([selection.source, selection.target]);
    case 'module':
      return new Set(scene.modules[selection.module]?.genes);
    default:
      return selection satisfies never;
  }
}

function hiddenGenes(scene: Scene): ReadonlySet<number> {
  return new Set(scene.hiddenModules.flatMap((module) => scene.modules[module]?.genes ?? []));
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
  const fill = scene.change
    ? changeColor(palette, set ? setChange(set.value) : (scene.change.log2FoldChange[gene] ?? 0))
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

/** log2 of what a gene was set to, relative to control. A gene that is out has no level to colour: it stays neutral. */
function setChange(value: number): number {
  return value > 0 ? Math.log2(value) : 0;
}

/** Beyond 150 genes only those with the most edges, and the perturbed ones, are named at first; null: all are. */
function labelledGenes(scene: Scene): ReadonlySet<number> | null {
  if (scene.genes.length <= 150) return null;
  const degree = new Map<number, number>();
  for (const { source, target } of scene.edges)
    for (const gene of [source, target]) degree.set(gene, (degree.get(gene) ?? 0) + 1);
  const hubs = [...degree].toSorted((a, b) => b[1] - a[1]).slice(0, 50);
  return new Set([...scene.perturbed, ...hubs.map(([gene]) => gene)]);
}

/** A circle is too small for much: it carries its module's colour, which the hull's printed name explains. */
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
  /** Its genes that are in the figure. */
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
    // Where outlines must tell modules apart they are drawn in full; the first colours are told by their tint.
    stroke: mix(color, palette.canvas, scene.modules.length > solidModules ? 1 : 0.42),
    line: moduleLine(index),
    ink: mix(color, palette.text, 0.52),
    opacity: focus && !module.genes.some((gene) => focus.has(gene)) ? fadedModule : 1,
  };
}
