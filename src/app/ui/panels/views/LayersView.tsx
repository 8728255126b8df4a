/** Regulators, modules and genes in three columns; pointing at one shows its paths, and a click or Enter selects it. */
import { useElementSize } from '@mantine/hooks';
import { type KeyboardEvent, useCallback, useId, useMemo, useRef, useState } from 'react';
import { moduleLoadings } from '../../../../network/modules';
import {
  layerLabel,
  type LayerNode,
  type Layers,
  layersOf,
  layerTitles,
  pathsThrough,
} from '../../../../present/figure/layers';
import { mix, moduleColor, moduleLine, type Palette } from '../../../../present/figure/palette';
import { inner } from '../../../../present/figure/svg/page';
import { layersLegend, layersSvg, lineMarks, restingOpacity } from '../../../../present/figure/svg/viewsSvg';
import { plural } from '../../../../present/text/format';
import { select } from '../../../session/page/actions';
import type { Selection } from '../../../session/state';
import { useView } from '../../../session/stores';
import { emitViewEvent } from '../../../session/view/viewBus';
import { Legend } from '../../network-view/Legend';
import { viewsText } from '../../text/views';
import { captionOf, contentOf, useFigureExport, useViewed, type Viewed } from './viewed';
import classes from './Views.module.css';

export function LayersView() {
  const viewed = useViewed();
  if (!viewed || viewed.scene.edges.length === 0) return <p className={classes.empty}>{viewsText.noEdges}</p>;
  return <Drawing viewed={viewed} />;
}

const LEAST_WIDTH = 350;
const MOST_WIDTH = 980;
/** Opacity of what lies on no path. */
const ASIDE = 0.12;
const ASIDE_NAME = 0.35;

function Drawing({ viewed }: { viewed: Viewed }) {
  const { scene, network, palette } = viewed;
  const { ref, width: panel, height } = useElementSize<HTMLElement>();
  const width = Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, panel));
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const [pointed, setPointed] = useState<string | null>(null);
  const [current, setCurrent] = useState<string | null>(null);
  const selection = useView((view) => view.present.selection);
  const elements = useRef(new Map<string, SVGGElement>());
  const description = useId();
  const loadings = useMemo(() => moduleLoadings(network, scene.modules), [network, scene.modules]);
  const layers = useMemo(
    () => layersOf(scene, loadings, opened, { width, height }),
    [scene, loadings, opened, width, height],
  );
  const isDoubtful = scene.doubt !== null;
  const selected = useMemo(() => idsOf(selection), [selection]);
  const paths = useMemo(
    () => pathsOf(layers, pointed === null ? selected : [pointed]),
    [layers, pointed, selected],
  );
  useLayersExport(viewed, loadings, opened);
  const first =
    layers.nodes.find(({ id }) => id === current) ?? layers.nodes.find(({ layer }) => layer === 'regulator');

  const press = ({ layer, index }: LayerNode) => {
    if (layer === 'more')
      setOpened(
        (known) => new Set(known.has(index) ? [...known].filter((one) => one !== index) : [...known, index]),
      );
    else if (layer === 'module') select({ kind: 'module', module: index });
    else select({ kind: 'gene', gene: index });
  };
  const onKeyDown = (node: LayerNode) => (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      press(node);
      if (event.key === 'Enter' && node.layer !== 'more') emitViewEvent('openDetails');
    } else {
      const next = neighbourOf(layers, node, event.key);
      if (next === null) return;
      elements.current.get(next.id)?.focus();
    }
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <section className={classes.view} aria-label="Regulators and modules">
      <p className={classes.readout}>{viewsText.layersHint}</p>
      <section ref={ref} className={classes.scroll} aria-label="Layers" aria-describedby={description}>
        <svg
          width={width}
          height={layers.height}
          className={classes.layers}
          role="group"
          aria-label="Regulators, modules and genes"
        >
          <Titles layers={layers} palette={palette} />
          <Lines layers={layers} palette={palette} isDoubtful={isDoubtful} paths={paths} />
          {layers.nodes.map((node) => (
            <g
              key={node.id}
              ref={(element) => {
                if (element) elements.current.set(node.id, element);
                else elements.current.delete(node.id);
              }}
              role="button"
              tabIndex={node.id === first?.id ? 0 : -1}
              aria-label={labelOf(node, layers)}
              aria-pressed={node.layer === 'more' ? opened.has(node.index) : selected.includes(node.id)}
              opacity={paths === null || paths.nodes.has(node.id) || node.layer === 'more' ? 1 : ASIDE_NAME}
              onClick={() => press(node)}
              onDoubleClick={() => emitViewEvent('openDetails')}
              onKeyDown={onKeyDown(node)}
              onFocus={() => {
                setCurrent(node.id);
                setPointed(node.id);
              }}
              onBlur={() => setPointed(null)}
              onPointerEnter={() => setPointed(node.id)}
              onPointerLeave={() => setPointed(null)}
            >
              <NodeMark
                layers={layers}
                node={node}
                palette={palette}
                isSelected={selected.includes(node.id)}
              />
            </g>
          ))}
        </svg>
      </section>
      <Description id={description} layers={layers} edges={scene.edges.length} />
      <Legend entries={layersLegend(palette, isDoubtful)} />
    </section>
  );
}

/** What the layers hold, in a sentence that is not drawn. */
function Description({ id, layers, edges }: { id: string; layers: Layers; edges: number }) {
  const count = (layer: LayerNode['layer']) => layers.nodes.filter((node) => node.layer === layer).length;
  return (
    <p id={id} className="visually-hidden">
      {viewsText.layersDescription(count('regulator'), count('module'), edges)}
    </p>
  );
}

/** The figure as a file and as a panel of a composed figure. */
function useLayersExport(
  viewed: Viewed,
  loadings: ReturnType<typeof moduleLoadings>,
  opened: ReadonlySet<number>,
): void {
  const draw = useCallback(
    () =>
      layersSvg(layersOf(viewed.scene, loadings, opened, { width: inner, height: 0 }), {
        palette: viewed.paper,
        ribbon: viewed.scene.doubt,
        caption: captionOf(viewed, viewsText.layersCaption),
      }),
    [loadings, opened, viewed],
  );
  const add = useCallback(async () => {
    const { addLayers } = await import('../../composed/panels');
    addLayers(viewed.scene, loadings, opened, contentOf(viewed, viewsText.layersCaption));
  }, [loadings, opened, viewed]);
  useFigureExport('modules', draw, add);
}

function Titles({ layers, palette }: { layers: Layers; palette: Palette }) {
  return layerTitles(layers).map(({ title, x, anchor }) => (
    <text key={title} x={x} y="12" textAnchor={anchor} fontWeight="600" fill={palette.text2}>
      {title}
    </text>
  ));
}

/** The edges between the columns; with `paths`, those on them stand out. */
function Lines(props: {
  layers: Layers;
  palette: Palette;
  isDoubtful: boolean;
  paths: ReturnType<typeof pathsOf>;
}) {
  const { layers, palette, isDoubtful, paths } = props;
  const marks = useMemo(() => lineMarks(layers, palette, isDoubtful), [layers, palette, isDoubtful]);
  return (
    <g aria-hidden="true">
      {marks.map((mark) => {
        const isOn = paths === null || [...mark.line.edges].some((edge) => paths.edges.has(edge));
        return (
          <g
            key={`${mark.line.from} ${mark.line.to}`}
            opacity={isOn ? (paths ? 1 : restingOpacity(mark)) : ASIDE}
            stroke={mark.color}
          >
            <path
              d={mark.path}
              fill="none"
              strokeWidth={mark.width}
              strokeDasharray={mark.dashed ? '6 4' : undefined}
            />
            <path
              d={mark.head}
              fill={mark.line.sign > 0 ? mark.color : 'none'}
              strokeWidth={mark.line.sign > 0 ? 0 : 2.2}
            />
          </g>
        );
      })}
    </g>
  );
}

function NodeMark(props: { layers: Layers; node: LayerNode; palette: Palette; isSelected: boolean }) {
  const { layers, node, palette, isSelected } = props;
  const { layer, x, y, name } = node;
  const area = areaOf(layers, node);
  const target = <rect {...area} rx="5" fill="transparent" />;
  const ring = <rect {...area} rx="5" className={classes.focus} />;
  if (layer === 'module') {
    const color = moduleColor(palette, node.index);
    return (
      <>
        <rect
          {...area}
          rx={layers.sizes.halfHeight}
          fill={mix(color, palette.canvas, 0.2)}
          stroke={isSelected ? palette.accent : color}
          strokeWidth={isSelected ? 2.6 : 1.4}
          strokeDasharray={moduleLine(node.index)}
        />
        <text x={x} y={y + 4} textAnchor="middle" fontWeight="600" fill={palette.text}>
          <title>{name}</title>
          {layerLabel(layers, name)}
        </text>
        {ring}
      </>
    );
  }
  const isLeft = layer === 'regulator';
  return (
    <>
      {target}
      {layer === 'more' ? null : (
        <circle cx={x} cy={y} r={isSelected ? 5 : 3.6} fill={isSelected ? palette.accent : palette.text2} />
      )}
      <text
        x={isLeft ? x - 9 : x + 9}
        y={y + 4}
        textAnchor={isLeft ? 'end' : 'start'}
        fontSize={isLeft ? 12 : 11}
        fontWeight={isLeft || isSelected ? 600 : 500}
        fill={layer === 'more' ? palette.accentText : palette.text}
        textDecoration={layer === 'more' ? 'underline' : undefined}
      >
        <title>{name}</title>
        {layerLabel(layers, name)}
      </text>
      {ring}
    </>
  );
}

/** What is clicked, and framed while it has the focus. */
function areaOf({ sizes: { halfWidth, halfHeight, names } }: Layers, { layer, x, y }: LayerNode) {
  if (layer === 'module') {
    return { x: x - halfWidth, y: y - halfHeight, width: 2 * halfWidth, height: 2 * halfHeight };
  }
  const left = layer === 'regulator' ? x - names + 2 : x - 8;
  return { x: left, y: y - 8.5, width: names + 6, height: 17 };
}

function idsOf(selection: Selection): readonly string[] {
  switch (selection?.kind) {
    case 'gene':
      return [`regulator ${selection.gene}`, `gene ${selection.gene}`];
    case 'genes':
      return selection.genes.flatMap((gene) => [`regulator ${gene}`, `gene ${gene}`]);
    case 'edge':
      return [`${selection.source}>${selection.target}`];
    case 'module':
      return [`module ${selection.module}`];
    case undefined:
      return [];
    default:
      return selection satisfies never;
  }
}

/** Paths through any of these nodes or edges; null: there are none, and nothing stands aside. */
function pathsOf(layers: Layers, ids: readonly string[]) {
  const found = ids.flatMap((id) => pathsThrough(layers, id) ?? []);
  if (found.length === 0) return null;
  return {
    nodes: new Set(found.flatMap(({ nodes }) => [...nodes])),
    edges: new Set(found.flatMap(({ edges }) => [...edges])),
  };
}

const columnOf = (node: LayerNode) => ({ regulator: 0, module: 1, gene: 2, more: 2 })[node.layer];

/** The next name up or down in the column, or the one joined by the strongest line in the column beside; null for another key or none. */
function neighbourOf({ nodes, lines }: Layers, node: LayerNode, key: string): LayerNode | null {
  const step = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (step !== undefined) {
    const column = nodes.filter((one) => columnOf(one) === columnOf(node)).toSorted((a, b) => a.y - b.y);
    return column[column.findIndex(({ id }) => id === node.id) + step] ?? null;
  }
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return null;
  const [own, other] = key === 'ArrowRight' ? (['from', 'to'] as const) : (['to', 'from'] as const);
  const [strongest] = lines
    .filter((line) => line[own] === node.id)
    .toSorted((a, b) => b.strength - a.strength);
  return nodes.find(({ id }) => id === strongest?.[other]) ?? null;
}

function labelOf({ id, layer, name, index }: LayerNode, { lines }: Layers): string {
  const edgesOf = (end: 'from' | 'to') =>
    new Set(lines.filter((line) => line[end] === id).flatMap((line) => [...line.edges])).size;
  switch (layer) {
    case 'regulator':
      return `${name}, regulator, ${plural(edgesOf('from'), 'edge')}`;
    case 'module':
      return `${name}, module, ${plural(edgesOf('to'), 'edge')}`;
    case 'gene':
      return `${name}, regulated by ${plural(edgesOf('to'), 'gene')}`;
    case 'more':
      return index < 0 ? `${name}, genes in no module` : `${name}, genes of module ${index + 1}`;
    default:
      return layer satisfies never;
  }
}
