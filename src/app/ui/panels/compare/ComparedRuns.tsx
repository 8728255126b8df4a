/** Two runs: edges that both or one of them have, both networks at the same places, matched modules. */
import { Button, useComputedColorScheme } from '@mantine/core';
import { type ComponentProps, useEffect, useMemo, useState } from 'react';
import { program } from '../../../../inference/run/program';
import {
  changedEdges,
  compareNamed,
  type ChangedEdge,
  type EdgeChange,
  edgeChanges,
  type RunComparison,
} from '../../../../network/compareNetworks';
import { comparisonTsv } from '../../../../network/formats/edgeLists';
import { geneFinder } from '../../../../dataset/names/match';
import { pairFigure } from '../../../../present/figure/pair';
import { type Palette, paletteOf, type Scheme } from '../../../../present/figure/palette';
import type { Page } from '../../../../present/figure/svg/page';
import { pairSvg } from '../../../../present/figure/svg/pairSvg';
import {
  changeCounts,
  changeHints,
  changeNames,
  comparisonText,
  differentGenesText,
  matchText,
  similarityText,
} from '../../../../present/text/compare';
import { decimal, joined, orDash, plural, signed } from '../../../../present/text/format';
import type { Placement } from '../../../../share/view';
import { downloadName, saveFile, select } from '../../../session/page/actions';
import { type ComparedSide, placementOf } from '../../../session/methods/compared';
import { useRun, useView } from '../../../session/stores';
import { ScrollRegion } from '../../kit/blocks';
import { type Column, numberColumn, textColumn } from '../../kit/DataTable';
import { EdgeMark } from '../../kit/marks';
import { saveSvg, saveSvgAsPng } from '../../kit/savedPicture';
import { compareText } from '../../text/compare';
import { composerText } from '../../text/composer';
import { AddToFigure } from '../../composed/AddToFigure';
import { VirtualTable } from '../../kit/VirtualTable';
import { Segments } from '../../kit/Segments';
import { EdgesCompared } from './EdgesCompared';
import classes from './CompareDialog.module.css';

export function ComparedRuns({ first, second }: { first: ComparedSide; second: ComparedSide }) {
  const most = Math.max(2, Math.min(first.edges, second.edges));
  const [chosen, choose] = useState<number | null>(null);
  const edges = Math.min(chosen ?? Math.min(first.edgeBudget, second.edgeBudget), most);
  const comparison = useMemo(() => compareNamed(first, second, edges), [first, second, edges]);
  if (!comparison) {
    const hasNetworks = first.network.genes.length > 0 && second.network.genes.length > 0;
    return <p className={classes.empty}>{hasNetworks ? compareText.nothingShared : compareText.noNetwork}</p>;
  }
  return (
    <section className={classes.result} aria-labelledby="compared-networks">
      <h3 id="compared-networks">{compareText.ofRuns}</h3>
      <div className={classes.summary}>
        <p role="status">
          <b>{comparisonText(comparison)}</b> {similarityText(comparison)} {differentGenesText(comparison)}
        </p>
        <EdgesCompared edges={edges} most={most} onChange={choose} />
      </div>
      <Figure first={first} second={second} comparison={comparison} />
      <Edges comparison={comparison} />
      <Modules comparison={comparison} />
    </section>
  );
}

interface Compared {
  readonly first: ComparedSide;
  readonly second: ComparedSide;
  readonly comparison: RunComparison;
}

function Figure({ first, second, comparison }: Compared) {
  const scheme = useComputedColorScheme('light');
  const [placement, setPlacement] = useState<Placement | null>(null);
  useEffect(() => {
    let isWanted = true;
    const place = async () => {
      const found = await placementOf(first);
      if (isWanted) setPlacement(found);
    };
    void place();
    return () => {
      isWanted = false;
    };
  }, [first]);
  const drawn = useMemo(
    () => placement && drawingOf({ first, second, comparison }, placement, scheme),
    [first, second, comparison, placement, scheme],
  );
  if (!placement || !drawn) return null;
  return (
    <>
      <ScrollRegion label={compareText.networks} className={classes.drawing}>
        <img
          src={`data:image/svg+xml,${encodeURIComponent(drawn.svg)}`}
          alt={joined(
            compareText.figure(titleOf(first), titleOf(second)),
            compareText.doubt(first.doubt, second.doubt),
          )}
        />
      </ScrollRegion>
      <Downloads
        comparison={comparison}
        draw={() => drawingOf({ first, second, comparison }, placement, 'light')}
        add={({ addPair }) => addPair(figureOf({ first, second, comparison }, placement, paletteOf('light')))}
      />
    </>
  );
}

/** Both networks with the caption, and what reproduces them. */
function figureOf({ first, second, comparison }: Compared, placement: Placement, palette: Palette) {
  const figure = pairFigure(first, second, comparison, placement, palette);
  const left = figure.omitted.length;
  return {
    figure,
    titles: [titleOf(first), titleOf(second)] as const,
    text: `${comparisonText(comparison)} ${compareText.places}${left > 0 ? ` ${compareText.omitted(plural(left, 'gene'))}` : ''}`,
    origin: compareText.origin(program, first.origin, second.origin),
    doubt: compareText.doubt(first.doubt, second.doubt),
  };
}

function drawingOf(compared: Compared, placement: Placement, scheme: Scheme): Page {
  const palette = paletteOf(scheme);
  const { figure, titles, text, origin, doubt } = figureOf(compared, placement, palette);
  return pairSvg({ figure, titles, ribbon: doubt, caption: [text, `${origin}.`], palette });
}

function titleOf({ title }: ComparedSide): string {
  return title || compareText.ofLink;
}

function Downloads(props: {
  comparison: RunComparison;
  /** In the colours of paper. */
  draw: () => Page;
  add: ComponentProps<typeof AddToFigure>['add'];
}) {
  const { comparison, draw, add } = props;
  const saveTable = () =>
    saveFile(
      new Blob([comparisonTsv(changedEdges(comparison))], { type: 'text/tab-separated-values' }),
      downloadName('comparison.tsv'),
    );
  return (
    <div className={classes.actions}>
      <Button variant="default" onClick={saveTable}>
        {compareText.downloadTable}
      </Button>
      <Button variant="default" onClick={() => saveSvg(draw().svg, 'comparison.svg')}>
        {compareText.downloadSvg}
      </Button>
      <Button variant="default" onClick={() => void saveSvgAsPng(draw(), 'comparison.png')}>
        {compareText.downloadPng}
      </Button>
      <AddToFigure of={composerText.names.pair} add={add} />
    </div>
  );
}

const columns: readonly Column<ChangedEdge>[] = [
  textColumn('Source', ({ source }) => source),
  textColumn('Target', ({ target }) => target),
  textColumn(
    'Change',
    ({ change }) => String(edgeChanges.indexOf(change)),
    ({ change }) => <span title={changeHints[change]}>{changeNames[change]}</span>,
  ),
  weightColumn('In the first', ({ first }) => first),
  weightColumn('In the second', ({ second }) => second),
];

function weightColumn(name: string, of: (edge: ChangedEdge) => number): Column<ChangedEdge> {
  return numberColumn(
    name,
    (edge) => Math.abs(of(edge)),
    (edge) => (
      <span className={classes.weight}>
        <EdgeMark weight={of(edge)} unstable={false} /> {signed(of(edge), 3)}
      </span>
    ),
  );
}

function Edges({ comparison }: { comparison: RunComparison }) {
  const [shown, show] = useState<EdgeChange | 'all'>('all');
  const genes = useRun((run) => run.dataset?.genes);
  const selection = useView((view) => view.present.selection);
  const edges = useMemo(() => changedEdges(comparison), [comparison]);
  const find = useMemo(() => geneFinder(genes ?? []), [genes]);
  const counts = changeCounts(comparison);
  const endsOf = ({ source, target }: ChangedEdge) => ({ source: find(source), target: find(target) });
  const rows = edges.filter(({ change }) => shown === 'all' || change === shown);
  return (
    <section className={classes.edges}>
      <div className={classes.filter}>
        <Segments
          aria-label={compareText.table}
          data={[
            { value: 'all', label: `${compareText.all} ${edges.length}` },
            ...edgeChanges.map((value) => ({ value, label: `${changeNames[value]} ${counts[value]}` })),
          ]}
          value={shown}
          onChange={show}
        />
      </div>
      <div className={classes.table}>
        <VirtualTable
          label={compareText.table}
          columns={columns}
          rows={rows}
          rowKey={({ source, target, change }) => `${source} ${target} ${change}`}
          isSelected={(edge) => {
            const { source, target } = endsOf(edge);
            return selection?.kind === 'edge' && selection.source === source && selection.target === target;
          }}
          onSelect={(edge) => {
            const { source, target } = endsOf(edge);
            if (source !== null && target !== null) select({ kind: 'edge', source, target });
          }}
          firstColumn={2}
        />
      </div>
    </section>
  );
}

function Modules({ comparison: { modules } }: { comparison: RunComparison }) {
  return (
    <section className={classes.modules} aria-labelledby="matched-modules">
      <h3 id="matched-modules">{compareText.modules}</h3>
      {modules.adjustedRand === null ? (
        <p>{compareText.noModules}</p>
      ) : (
        <>
          <p>{compareText.adjustedRand(orDash(modules.adjustedRand, decimal))}</p>
          <ul>
            {modules.matched.map((match) => (
              <li key={match.first}>{matchText(match)}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
