/** What differs between the networks of two contexts: the finding, the figure of `modulode contexts`, and the table of edges. */
import { Button, NativeSelect, useComputedColorScheme } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { NetworksOfContexts, ShownDifferences } from '../../../../../workers/protocol';
import { program } from '../../../../inference/run/program';
import type { EdgeDifference } from '../../../../network/networkDifferences';
import { differencesFigure, differencesSvg } from '../../../../present/figure/differences';
import { paletteOf, type Scheme } from '../../../../present/figure/palette';
import { placesOf } from '../../../../present/figure/runFigure';
import { pText } from '../../../../present/text/effects';
import { signed } from '../../../../present/text/format';
import type { FinishedRun } from '../../../../share/finishedRun';
import { downloadName, saveFile } from '../../../session/page/actions';
import { AddToFigure } from '../../composed/AddToFigure';
import { ScrollRegion } from '../../kit/blocks';
import { type Column, numberColumn, textColumn, valueColumn } from '../../kit/DataTable';
import { EdgeMark } from '../../kit/marks';
import { saveSvg, saveSvgAsPng } from '../../kit/savedPicture';
import { VirtualTable } from '../../kit/VirtualTable';
import { contextsText } from '../../text/contexts';
import compared from '../compare/CompareDialog.module.css';
import classes from './ContextNetworks.module.css';

interface Found extends NetworksOfContexts {
  readonly common: FinishedRun;
}

export function Differences({ found }: { found: Found }) {
  const [chosen, choose] = useState(0);
  const { learned, differences } = found;
  const pair = differences[chosen] ?? differences[0];
  return (
    <>
      {differences.map(({ first, second, text }) => (
        <p key={`${first} ${second}`}>
          <b>{text}</b>
        </p>
      ))}
      {/* oxlint-disable-next-line jsx-a11y/no-redundant-roles -- Safari forgets the role of a list without bullets */}
      <ul role="list" className="quiet">
        {learned.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      {differences.length > 1 ? (
        <NativeSelect
          size="xs"
          label={contextsText.pair}
          value={String(chosen)}
          data={differences.map(({ first, second }, place) => ({
            value: String(place),
            label: `${first} – ${second}`,
          }))}
          onChange={(event) => choose(Number(event.currentTarget.value))}
        />
      ) : null}
      {pair ? <Pair found={found} pair={pair} /> : null}
    </>
  );
}

function Pair({ found, pair }: { found: Found; pair: ShownDifferences }) {
  const scheme = useComputedColorScheme('light');
  const drawn = useMemo(() => drawing(found, pair, scheme), [found, pair, scheme]);
  const columns = useMemo(() => columnsOf(pair), [pair]);
  const [selected, select] = useState<EdgeDifference | null>(null);
  const name = `differences-${pair.first}-${pair.second}`.replaceAll(/[^\p{L}\p{N}_+-]+/gu, '_');
  const paper = () => drawing(found, pair, 'light');
  return (
    <>
      <ScrollRegion label={contextsText.figure} className={`${compared.drawing} ${classes.figure}`}>
        <img
          src={`data:image/svg+xml,${encodeURIComponent(drawn.svg)}`}
          alt={`${pair.text} ${contextsText.listed}`}
        />
      </ScrollRegion>
      <div className={compared.actions}>
        <Button variant="default" onClick={() => saveFile(found.table, downloadName('differences.tsv'))}>
          {contextsText.downloadTable}
        </Button>
        <Button variant="default" onClick={() => saveSvg(paper().svg, `${name}.svg`)}>
          {contextsText.downloadSvg}
        </Button>
        <Button variant="default" onClick={() => void saveSvgAsPng(paper(), `${name}.png`)}>
          {contextsText.downloadPng}
        </Button>
        <AddToFigure
          of={contextsText.figure}
          add={({ addDifferences }) =>
            addDifferences({
              figure: differencesFigure(found.common, pair, paletteOf('light')),
              places: placesOf(found.placement),
              text: pair.text,
              origin: originOf(found),
            })
          }
        />
      </div>
      {pair.edges.length < pair.tested ? (
        <p className="quiet">{contextsText.surest(pair.edges.length, pair.tested)}</p>
      ) : null}
      <div className={compared.table}>
        <VirtualTable
          key={name}
          label={contextsText.table}
          columns={columns}
          rows={pair.edges}
          rowKey={({ source, target }) => `${source} ${target}`}
          isSelected={(edge) => edge === selected}
          onSelect={select}
          firstColumn={6}
        />
      </div>
    </>
  );
}

function drawing(found: Found, pair: ShownDifferences, scheme: Scheme) {
  const common = { ...found.common, placement: found.placement };
  return differencesSvg(common, pair, paletteOf(scheme), [pair.text, `${originOf(found)}.`]);
}

function originOf({ common: { dataset, settings } }: Found): string {
  return contextsText.origin(program, settings.seed, dataset);
}

function weightColumn(context: string, of: (edge: EdgeDifference) => number): Column<EdgeDifference> {
  return numberColumn(
    `In ${context}`,
    (edge) => Math.abs(of(edge)),
    (edge) => (
      <span className={compared.weight}>
        <EdgeMark weight={of(edge)} unstable={false} /> {signed(of(edge), 3)}
      </span>
    ),
  );
}

function columnsOf({ first, second }: ShownDifferences): readonly Column<EdgeDifference>[] {
  return [
    textColumn('Source', ({ source }) => source),
    textColumn('Target', ({ target }) => target),
    weightColumn(first, (edge) => edge.first),
    weightColumn(second, (edge) => edge.second),
    numberColumn(
      'Difference',
      ({ difference }) => Math.abs(difference),
      ({ difference, error }) => `${signed(difference, 3)} ± ${error.toFixed(3)}`,
    ),
    { ...valueColumn<EdgeDifference>('q', ({ q }) => q, pText), ascending: true },
    textColumn(
      'Supported',
      ({ supported, q }) => `${supported ? 0 : 1} ${q.toFixed(6)}`,
      ({ supported }) => (supported ? 'yes' : 'no'),
    ),
  ];
}
