/** The measured response network: perturbations that act and the genes that they change, without a model. Lines are total effects. */
import { respondingGenes } from '../../effects/changes';
import type { MeasuredEffects } from '../../effects/measure';
import { cameraOn, seen } from '../figure/camera';
import { type Box, edgeCurve } from '../figure/geometry';
import { placeByForces } from '../figure/layout/forceLayout';
import { clearestInTurn } from '../figure/measuredResponses';
import { compareNaturally } from '../../numerics/naturalOrder';
import type { PerturbationLine } from '../report/effects';
import { count, fold, joined, plural } from '../text/format';
import { chartSvg, element, round, type Chart, type SvgElement } from './chart';
import { actingLines } from './effects';
import { namesBeside } from './placeLabels';

/** A perturbation, a gene that responds, or a perturbed gene that responds to others. */
interface ResponseNode {
  readonly name: string;
  /** Its number among the perturbations of the screen; null: a gene that was not perturbed, or by several. */
  readonly perturbation: number | null;
  /** In world coordinates. */
  readonly x: number;
  readonly y: number;
}

/** Indices of nodes, and the measured change of the gene. */
interface ResponseLine {
  readonly source: number;
  readonly target: number;
  readonly log2: number;
  readonly q: number;
}

export interface ResponseNetwork {
  readonly nodes: readonly ResponseNode[];
  readonly lines: readonly ResponseLine[];
  /** Of all perturbations that act, in all genes, own targets left out. */
  readonly responses: number;
  readonly acting: number;
}

/** Perturbations, genes and lines that stay readable at once. */
const [MOST_PERTURBATIONS, MOST_GENES, MOST_LINES] = [30, 40, 120];

type Measured = Pick<MeasuredEffects, 'genes' | 'folds' | 'q' | 'own' | 'isTested'>;

/**
 * The genes that perturbations change most, chosen in turn, and of the changes in them the clearest of each perturbation in turn. A gene that
 * one perturbation alone targets is one with it. @param rate false discovery rate
 */
export function responseNetwork(
  effects: Measured,
  lines: readonly PerturbationLine[],
  labels: readonly string[],
  rate: number,
): ResponseNetwork {
  const { genes, folds, q, own } = effects;
  const acting = actingLines(lines).map(({ label }) => labels.indexOf(label));
  const isResponse = (at: number) => (q[at] as number) < rate && own[at] !== 1;
  let responses = 0;
  for (const k of acting)
    for (let gene = 0; gene < genes.length; gene++) responses += Number(isResponse(k * genes.length + gene));
  const shown = acting.slice(0, MOST_PERTURBATIONS);
  const chosen = respondingGenes(effects, shown, { rate, most: MOST_GENES });
  const size = (at: number) => Math.abs(folds.log2[at] as number) / (folds.error[at] as number);
  const candidates = shown
    .flatMap((k) => chosen.map((gene) => ({ source: k, gene, at: k * genes.length + gene })))
    .filter(({ at }) => isResponse(at))
    .toSorted((a, b) => size(b.at) - size(a.at));
  const drawn = clearestInTurn(candidates, MOST_LINES);

  const soleTargets = soleTargetOf(effects, labels.length);
  const nodes = new Map<string, Pick<ResponseNode, 'name' | 'perturbation'>>();
  const keyOfGene = (gene: number) => {
    const k = soleTargets.get(gene);
    return k === undefined || !drawn.some(({ source }) => source === k) ? `gene ${gene}` : keyOf(k);
  };
  for (const { source } of drawn)
    nodes.set(keyOf(source), { name: labels[source] ?? '', perturbation: source });
  for (const { gene } of drawn) {
    const key = keyOfGene(gene);
    if (!nodes.has(key)) nodes.set(key, { name: genes[gene] ?? '', perturbation: null });
  }
  const order = [...nodes.keys()];
  const told = drawn.map(({ source, gene, at }): ResponseLine => ({
    source: order.indexOf(keyOf(source)),
    target: order.indexOf(keyOfGene(gene)),
    log2: folds.log2[at] as number,
    q: q[at] as number,
  }));
  return { nodes: placed([...nodes.values()], told), lines: told, responses, acting: acting.length };
}

const keyOf = (k: number) => `perturbation ${k}`;

/** Genes that are the only target of one perturbation and of no other, with its number. */
function soleTargetOf({ genes, own }: Measured, perturbations: number): ReadonlyMap<number, number> {
  const ofGene = new Map<number, number[]>();
  for (let k = 1; k < perturbations; k++) {
    const targets = [...genes.keys()].filter((gene) => own[k * genes.length + gene] === 1);
    for (const gene of targets)
      ofGene.set(gene, [...(ofGene.get(gene) ?? []), targets.length === 1 ? k : -1]);
  }
  return new Map(
    [...ofGene].flatMap(([gene, [k = -1, ...others]]) =>
      k < 0 || others.length > 0 ? [] : [[gene, k] as const],
    ),
  );
}

/** Genes that respond to several perturbations come to lie between them. */
function placed(
  nodes: readonly Pick<ResponseNode, 'name' | 'perturbation'>[],
  lines: readonly ResponseLine[],
): readonly ResponseNode[] {
  const at = placeByForces({
    genes: nodes.map(({ name }) => name),
    edges: lines.map(({ source, target }) => ({ source, target, strength: 1 })),
    modules: new Int32Array(nodes.length).fill(-1),
  });
  return nodes.map((node, i) => ({ ...node, x: at[2 * i] ?? 0, y: at[2 * i + 1] ?? 0 }));
}

/** Room for names, in pixels. */
const insets = { top: 16, right: 70, bottom: 16, left: 70 };
/** −log10 q from which lines do not become wider. */
const WIDEST = 30;
const [PERTURBATION, GENE] = [7, 3.5];

/** @param selected the perturbation whose lines stand out; null, or one that is not drawn: all do */
export function responseNetworkChart(
  network: ResponseNetwork,
  width: number,
  selected: number | null,
): Chart {
  const { nodes, lines, responses, acting } = network;
  const height = Math.round(Math.min(460, Math.max(300, 0.6 * width)));
  const radii = nodes.map(({ perturbation }) => (perturbation === null ? GENE : PERTURBATION));
  const camera = cameraOn(nodes, { width, height }, insets, { halfWidth: 8, halfHeight: 8 });
  const boxes = nodes.map((node, i): Box => {
    const radius = radii[i] as number;
    return { ...seen(camera, node), halfWidth: radius, halfHeight: radius };
  });
  const isAside = selectedAside(network, selected);
  const title = `${plural(lines.length, 'measured response')} of ${plural(genesOf(network), 'gene')} to ${plural(perturbationsOf(network).length, 'perturbation')}`;
  const dots = nodes.map((node, i) => {
    const { x, y } = boxes[i] as Box;
    const isPerturbed = node.perturbation !== null;
    return element(
      'circle',
      {
        class: `${isPerturbed ? 'perturbation' : 'responder'}${isPerturbed && node.perturbation === selected ? ' picked' : ''}`,
        'data-source': node.perturbation === null ? undefined : String(node.perturbation),
        cx: round(x),
        cy: round(y),
        r: radii[i],
      },
      element('title', {}, node.name),
    );
  });
  // Names that are about the selection find room first.
  const order = [...nodes.keys()].toSorted(
    (a, b) =>
      Number(isAside.node(a)) - Number(isAside.node(b)) ||
      Number(nodes[a]?.perturbation === null) - Number(nodes[b]?.perturbation === null),
  );
  const names = order.map((i) => ({ ...(boxes[i] as Box), name: nodes[i]?.name ?? '' }));
  const frame = { width, height, left: 0, right: width, top: 0, bottom: height };
  const omitted = acting - perturbationsOf(network).length;
  return {
    title,
    svg: chartSvg(frame, title, [
      ...lines
        .toSorted((a, b) => Number(isAside.line(b)) - Number(isAside.line(a)))
        .flatMap((line) => lineMarks(line, network, boxes, isAside.line(line))),
      ...dots,
      ...namesBeside(names, { left: 0, width }),
    ]),
    note: joined(
      'Ring: perturbation; dot: gene that responds. Orange and dashed: up; blue: down. Wide: small q. A line is a total effect, direct or through other genes.',
      lines.length < responses &&
        `Drawn: ${count(lines.length)} of ${plural(responses, 'response')}, the clearest of each perturbation first.`,
      omitted > 0 && `Not drawn: ${plural(omitted, 'perturbation')} with fewer changes.`,
    ),
  };
}

function lineMarks(
  { source, target, log2, q }: ResponseLine,
  { nodes }: ResponseNetwork,
  boxes: readonly Box[],
  isAside: boolean,
): readonly SvgElement[] {
  const [from, to] = [boxes[source] as Box, boxes[target] as Box];
  const curve = edgeCurve(from, to, 0.06 * Math.hypot(to.x - from.x, to.y - from.y));
  const { from: start, control, to: end, arrival } = curve;
  const wide = 0.8 + 2.2 * Math.sqrt(Math.min(1, -Math.log10(q) / WIDEST));
  const name = `${log2 > 0 ? 'rises' : 'falls'}${isAside ? ' aside' : ''}`;
  const own = { 'data-source': String(nodes[source]?.perturbation ?? '') };
  const corner = (along: number, beside: number) =>
    `${round(end.x - arrival.x * along - arrival.y * beside)} ${round(end.y - arrival.y * along + arrival.x * beside)}`;
  return [
    element(
      'path',
      {
        ...own,
        class: `response ${name}`,
        'stroke-width': round(wide),
        d: `M${round(start.x)} ${round(start.y)}Q${round(control.x)} ${round(control.y)} ${round(end.x)} ${round(end.y)}`,
      },
      element(
        'title',
        {},
        `${nodes[source]?.name ?? ''}: ${nodes[target]?.name ?? ''} ${fold(log2)}, q ${q.toPrecision(1)}`,
      ),
    ),
    element('path', {
      class: `bar ${name}`,
      d: `M${corner(0, 0)}L${corner(5 + wide, 2 + wide / 2)}L${corner(5 + wide, -2 - wide / 2)}Z`,
    }),
  ];
}

/** What is not about the selected perturbation. */
function selectedAside({ nodes, lines }: ResponseNetwork, selected: number | null) {
  const own = nodes.findIndex(({ perturbation }) => perturbation !== null && perturbation === selected);
  const ends = new Set(lines.flatMap(({ source, target }) => (source === own ? [target] : [])));
  return {
    node: (i: number) => own >= 0 && i !== own && !ends.has(i),
    line: ({ source }: ResponseLine) => own >= 0 && source !== own,
  };
}

/** Numbers of the perturbations that are drawn. */
export function perturbationsOf({ nodes }: ResponseNetwork): readonly number[] {
  return nodes.flatMap(({ perturbation }) => (perturbation === null ? [] : [perturbation]));
}

function genesOf({ lines }: ResponseNetwork): number {
  return new Set(lines.map(({ target }) => target)).size;
}

/** Genes that respond to two of the drawn perturbations or more, those of most first, with the names of these. */
export function sharedResponders({
  nodes,
  lines,
}: ResponseNetwork): readonly { readonly gene: string; readonly perturbations: readonly string[] }[] {
  const sources = nodes.map((_, i) =>
    lines.filter(({ target }) => target === i).map(({ source }) => nodes[source]?.name ?? ''),
  );
  return nodes
    .map(({ name }, i) => ({ gene: name, perturbations: (sources[i] ?? []).toSorted(compareNaturally) }))
    .filter(({ perturbations }) => perturbations.length > 1)
    .toSorted((a, b) => b.perturbations.length - a.perturbations.length || a.gene.localeCompare(b.gene));
}
