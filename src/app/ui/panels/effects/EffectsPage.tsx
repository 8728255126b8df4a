/** What the open file shows before any model: which genes each perturbation changes, and which perturbations act alike. */
import { Button, Progress } from '@mantine/core';
import { IconArrowRight, IconDownload, IconShare2 } from '@tabler/icons-react';
import { type ReactNode, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { allowsEffects } from '../../../../dataset/recognition';
import { changeWords, effectsHeatMap, isOverview } from '../../../../present/chart/effects';
import { changedGenes, type PerturbationLine } from '../../../../present/report/effects';
import {
  effectsRate,
  genesText,
  kindText,
  ownText,
  pText,
  neededSentence,
} from '../../../../present/text/effects';
import { readiness } from '../../../../present/text/mapping';
import { capital, count, decimal, fold, intervalText } from '../../../../present/text/format';
import {
  confirmMapping,
  downloadName,
  effectsFiles,
  measureEffects,
  saveFile,
  selectPerturbation,
  showEffectsAs,
  showScreen,
} from '../../../session/page/actions';
import type { EffectsView } from '../../../../share/effectsSnapshot';
import { useEffects, useImport } from '../../../session/stores';
import { SvgChart } from '../../charts/SvgChart';
import { AddEffects } from '../../composed/AddToFigure';
import { Message } from '../../kit/blocks';
import { useMatrixView } from '../../kit/CanvasMatrix';
import { type Column, numberColumn, textColumn, valueColumn } from '../../kit/DataTable';
import { Fold } from '../../kit/Fold';
import { lazily } from '../../kit/lazily';
import { MatrixKeys } from '../../kit/MatrixKeys';
import { VirtualTable } from '../../kit/VirtualTable';
import { type ShownEffects, useShownEffects } from '../../derived/shownEffects';
import { effectsText } from '../../text/effects';
import { describeError } from '../../text/errors';
import { EffectsMap, pick } from './EffectsMap';
import { PairCard, PairsView } from './Pairs';
import { PerturbationCard } from './PerturbationCard';
import { hasResponses, ResponseNetworkView } from './ResponseNetworkView';
import { WholeMap } from './WholeMap';
import classes from './EffectsPage.module.css';
import type { TypicalTests } from '../../../../effects/power';
import { RangeInput } from '../../kit/RangeInput';
import { Segments } from '../../kit/Segments';

const ContextsView = lazily(async () => (await import('./Contexts')).ContextsView);
const DosesView = lazily(async () => (await import('./Doses')).DosesView);

export function EffectsPage() {
  const mapping = useImport((state) => state.mapping);
  const isSettled = useImport(({ phase }) => phase === 'checking' || phase === 'ready');
  const { share, error } = useEffects();
  const shown = useShownEffects();
  const isShared = shown?.source.kind === 'shared';
  const recognition = useImport((state) => state.recognition);
  const told = recognition && mapping ? readiness(recognition, mapping) : null;
  const isHindered = told?.ready === false && !(recognition && allowsEffects(recognition));
  const hindrance = isHindered ? told.text : null;
  useEffect(() => {
    if (mapping && isSettled && hindrance === null && !isShared) measureEffects(mapping);
  }, [mapping, isSettled, hindrance, isShared]);
  if (shown) return <Found found={shown} />;
  const why = error ? describeError(error) : null;
  return (
    <div className={classes.waiting}>
      {hindrance === null && why === null ? (
        <>
          <h1>{effectsText.measuring}</h1>
          <p className="quiet">{effectsText.lead}</p>
          <Progress
            className={classes.progress}
            value={100 * (share ?? 0)}
            aria-label={effectsText.measuring}
          />
        </>
      ) : (
        <>
          <h1>{effectsText.notMeasured}</h1>
          <Message
            tone="plain"
            title={why ? why.title : effectsText.hindered}
            text={why ? `${why.why} ${why.next}` : hindrance}
            actions={<Button onClick={() => showScreen({ step: 'check' })}>{effectsText.toCheck}</Button>}
          />
        </>
      )}
    </div>
  );
}

const sizes = [
  { value: 'overview', label: effectsText.overview },
  { value: 'whole', label: effectsText.whole },
];

function Found({ found }: { found: ShownEffects }) {
  const { selected, pair, view } = useEffects();
  const [isWhole, setIsWhole] = useState(false);
  const isMeasured = found.source.kind === 'measured';
  const hasMap = found.map.genes.length > 0;
  const views: readonly EffectsView[] = [
    ...(hasMap ? (['map'] as const) : []),
    // Without replicates no two perturbations can be called alike.
    ...(hasMap && found.isTested ? (['plane'] as const) : []),
    'table',
    ...(isMeasured && hasResponses(found) ? (['network'] as const) : []),
    ...(found.pairs.length > 0 ? (['pairs'] as const) : []),
    ...(dosesOf(found).length > 0 ? (['doses'] as const) : []),
    ...(found.contexts ? (['contexts'] as const) : []),
  ];
  const shown = views.includes(view) ? view : (views[0] ?? 'table');
  const { headline, compared } = found.sentences;
  return (
    <div className={classes.page}>
      <div className={classes.main}>
        <div>
          <div className={classes.heading}>
            <h1>{headline}</h1>
            {isMeasured ? <ModelButton /> : null}
          </div>
          <Compared text={compared} />
        </div>
        <div className={classes.choices}>
          {views.length > 1 ? (
            <Segments
              aria-label={effectsText.views}
              data={views.map((value) => ({ value, label: effectsText[value] }))}
              value={shown}
              onChange={showEffectsAs}
            />
          ) : null}
          {shown === 'map' && isMeasured && isOverview(found.map) ? (
            <Segments
              aria-label={effectsText.size}
              data={sizes}
              value={isWhole ? 'whole' : 'overview'}
              onChange={(value) => setIsWhole(value === 'whole')}
            />
          ) : null}
          <span className="space" />
          <ShareButton />
          {isMeasured ? <DownloadButton /> : null}
        </div>
        {shown === 'map' ? (
          isWhole && isMeasured ? (
            <WholeMap found={found} selected={selected} />
          ) : (
            <HeatMap found={found} selected={selected} />
          )
        ) : shown === 'plane' ? (
          <EffectsMap found={found} selected={selected} />
        ) : shown === 'network' ? (
          <ResponseNetworkView found={found} selected={selected} />
        ) : shown === 'pairs' ? (
          <PairsView found={found} />
        ) : shown === 'doses' ? (
          <Suspense>
            <DosesView curves={dosesOf(found)} />
          </Suspense>
        ) : shown === 'contexts' ? (
          <Suspense>
            <ContextsView found={found} selected={selected} />
          </Suspense>
        ) : (
          <PerturbationTable found={found} />
        )}
        <Questions found={found} />
      </div>
      {pair !== null && found.pairs[pair] ? (
        <PairCard found={found} pair={pair} line={found.pairs[pair]} />
      ) : selected === null ? null : (
        <PerturbationCard found={found} perturbation={selected} />
      )}
    </div>
  );
}

/** What was compared in one sentence, and on request what else has to be known of it. */
function Compared({ text }: { text: string }) {
  const [first, rest = ''] = text.split(/(?<=\.) (.*)/su);
  return (
    <div className={classes.lead}>
      {rest === '' ? (
        <p>{first}</p>
      ) : (
        <Fold title={first} line="">
          <p>{rest}</p>
        </Fold>
      )}
    </div>
  );
}

/** A link carries none. */
const dosesOf = ({ source }: ShownEffects) => (source.kind === 'measured' ? source.found.doses : []);

function Questions({ found }: { found: ShownEffects }) {
  const { targets, believed, missed, next } = found.sentences;
  return (
    <div className={classes.questions}>
      {targets === '' ? null : <Question title={effectsText.targets} text={targets} />}
      {believed === '' ? null : <Question title={effectsText.believed} text={believed} />}
      {found.missed ? (
        <Missed missed={found.missed} found={missed} />
      ) : missed === '' ? null : (
        <Question title={effectsText.missed} text={missed} />
      )}
      <Question title={effectsText.next} text={next} />
    </div>
  );
}

/** One line, which opens to the whole answer. */
function Question({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <details>
      <summary>
        <h2>{title}</h2> <span>{text}</span>
      </summary>
      {children}
    </details>
  );
}

function ShareButton() {
  return (
    <Button
      variant="subtle"
      color="gray"
      size="xs"
      leftSection={<IconShare2 size={15} stroke={1.75} aria-hidden />}
      onClick={() => showScreen({ dialog: 'share-effects' })}
    >
      {effectsText.share}
    </Button>
  );
}

function DownloadButton() {
  const name = useImport((state) => state.opened?.name);
  const download = async () => {
    for (const table of await effectsFiles()) saveFile(table.content, downloadName(table.name, name));
  };
  return (
    <Button
      variant="subtle"
      color="gray"
      size="xs"
      leftSection={<IconDownload size={15} stroke={1.75} aria-hidden />}
      onClick={() => void download()}
    >
      {effectsText.download}
    </Button>
  );
}

function ModelButton() {
  const isBusy = useImport(({ phase }) => phase === 'loading' || phase === 'reading');
  return (
    <Button
      disabled={isBusy}
      rightSection={<IconArrowRight size={16} stroke={1.75} aria-hidden />}
      onClick={() => void confirmMapping()}
    >
      {effectsText.toModel}
    </Button>
  );
}

function HeatMap({ found, selected }: { found: ShownEffects; selected: number | null }) {
  const { map } = found;
  const { pointed, onPoint } = useMatrixView(map.rows.length, map.genes.length);
  const chart = useMemo(() => effectsHeatMap(map, effectsRate, selected, pointed), [map, selected, pointed]);
  const words = pointed ? changeWords(map, pointed.row, pointed.column) : '';
  const drawing = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (pointed)
      drawing.current?.querySelector('.here')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [pointed]);
  return (
    <section className={classes.map} aria-label={effectsText.map}>
      <MatrixKeys
        ref={drawing}
        label={effectsText.map}
        description={effectsText.wholeMapKeys}
        size={[map.rows.length, map.genes.length]}
        pointed={pointed}
        onReach={onPoint}
        words={words}
        onOpen={({ row }) => {
          const place = map.rows[row];
          if (place) selectPerturbation(place.perturbation);
        }}
      >
        <SvgChart chart={chart} onPick={pick} isFullSize />
      </MatrixKeys>
      <p className="quiet">{words || chart.note}</p>
      <AddEffects title={chart.title} draw={() => effectsHeatMap(map, effectsRate, null)} />
    </section>
  );
}

function PerturbationTable({ found }: { found: ShownEffects }) {
  const selected = useEffects((state) => (state.selected === null ? null : found.labels[state.selected]));
  const columns = useMemo(() => (found.isTested ? columnsFor(found) : columnsUntested(found.lines)), [found]);
  return (
    <div className={classes.table}>
      <VirtualTable
        label={effectsText.table}
        columns={columns}
        rows={found.lines}
        rowKey={({ label }) => label}
        isSelected={({ label }) => label === selected}
        onSelect={({ label }) => selectPerturbation(found.labels.indexOf(label))}
        firstColumn={1}
      />
    </div>
  );
}

const guideColumns: readonly Column<PerturbationLine>[] = [
  {
    ...valueColumn<PerturbationLine>('p of agreeing guides or batches', ({ agreement }) => agreement, pText),
    ascending: true,
  },
  valueColumn('Guides', ({ guides }) => guides, count),
];

const ownColumn = numberColumn<PerturbationLine>('Own target', ({ own }) => own?.log2 ?? -Infinity, ownText);

const genesColumn = (name: string, of: (line: PerturbationLine) => number) =>
  numberColumn<PerturbationLine>(name, of, (line) => genesText(line, of(line)));

/** Where there are no replicates. */
function columnsUntested(lines: readonly PerturbationLine[]): readonly Column<PerturbationLine>[] {
  return [
    textColumn('Perturbation', ({ label }) => label),
    valueColumn('Typical change', ({ size }) => size, fold),
    ...ofOwn(lines),
    valueColumn('Samples', ({ cells }) => cells, count),
  ];
}

/** None where no perturbation has a measured target. */
const ofOwn = (lines: readonly PerturbationLine[]) =>
  lines.some(({ own }) => own !== null) ? [ownColumn] : [];

function columnsFor({ lines, unit }: ShownEffects): readonly Column<PerturbationLine>[] {
  const guided = lines.some(({ guides }) => guides > 1);
  return [
    textColumn('Perturbation', ({ label }) => label),
    genesColumn('Genes changed', changedGenes),
    textColumn<PerturbationLine>('Class', ({ kind }) => kind, kindText),
    genesColumn('Up', ({ increased }) => increased),
    genesColumn('Down', ({ decreased }) => decreased),
    ...ofOwn(lines),
    { ...valueColumn('p of any change', ({ any }) => any, pText), ascending: true },
    ...(guided ? guideColumns : []),
    valueColumn(capital(`${unit}s`), ({ cells }) => cells, count),
    textColumn<PerturbationLine>('Most like', ({ nearest }) => nearest?.label ?? '', nearestCell),
  ];
}

const nearestCell = ({ nearest }: PerturbationLine) =>
  nearest === null ? (
    '–'
  ) : (
    <>
      {nearest.label} {decimal(nearest.similarity)}
      <span className={classes.interval}>{intervalText(nearest)}</span>
    </>
  );

/** log2 of the wanted change, as hundredths. */
const [LEAST, LARGEST, FIRST] = [10, 200, 58];

/**
 * What could have been missed: the smallest change of a typical gene, and what a smaller one would take.
 * @param props.found from which change on half of the genes would have been found
 */
function Missed({ missed, found }: { missed: TypicalTests; found: string }) {
  const [wanted, setWanted] = useState(FIRST);
  const needed = useMemo(() => neededSentence(missed, wanted / 100), [missed, wanted]);
  return (
    <Question title={effectsText.missed} text={found}>
      <RangeInput
        label={effectsText.wanted}
        min={LEAST}
        max={LARGEST}
        step={2}
        value={wanted}
        valueText={fold(wanted / 100)}
        onSettle={() => undefined}
        onChange={setWanted}
      />
      <p>
        <output>{needed}</output>
      </p>
    </Question>
  );
}
