/** What the open file shows before any model: which genes each perturbation changes, and which perturbations act alike. */
import { Button, Progress, SegmentedControl } from '@mantine/core';
import { IconArrowRight, IconDownload } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import type { ScreenEffects } from '../../../../../workers/protocol';
import { effectsHeatMap, isOverview } from '../../../../present/chart/effects';
import { changedGenes, type PerturbationLine } from '../../../../present/report/effects';
import {
  comparedSentences,
  effectsHeadline,
  effectsRate,
  genesText,
  modelSentence,
  nearestText,
  kindText,
  ownText,
  pText,
  targetsText,
} from '../../../../present/text/effects';
import { readiness } from '../../../../present/text/mapping';
import { capital, count, fold } from '../../../../present/text/format';
import {
  confirmMapping,
  downloadName,
  effectsFiles,
  measureEffects,
  saveFile,
  selectPerturbation,
} from '../../../session/page/actions';
import { useEffects, useImport } from '../../../session/stores';
import { SvgChart } from '../../charts/SvgChart';
import { Message, ScrollRegion } from '../../kit/blocks';
import { type Column, numberColumn, textColumn, valueColumn } from '../../kit/DataTable';
import { VirtualTable } from '../../kit/VirtualTable';
import { effectsText } from '../../text/effects';
import { describeError } from '../../text/errors';
import { EffectsMap, pick } from './EffectsMap';
import { Missed } from './Missed';
import { PairsView } from './Pairs';
import { PerturbationCard } from './PerturbationCard';
import { hasResponses, ResponseNetworkView } from './ResponseNetworkView';
import { WholeMap } from './WholeMap';
import classes from './EffectsPage.module.css';

export function EffectsPage() {
  const mapping = useImport((state) => state.mapping);
  const isSettled = useImport(({ phase }) => phase === 'checking' || phase === 'ready');
  const { share, found, error } = useEffects();
  const recognition = useImport((state) => state.recognition);
  const told = recognition && mapping ? readiness(recognition, mapping) : null;
  const hindrance = told?.ready === false ? told.text : null;
  useEffect(() => {
    if (mapping && isSettled && hindrance === null) measureEffects(mapping);
  }, [mapping, isSettled, hindrance]);
  if (found) return <Found found={found} />;
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
        <Message
          tone="plain"
          title={effectsText.notMeasured}
          text={why ? `${why.title}. ${why.why} ${why.next}` : hindrance}
        />
      )}
    </div>
  );
}

type Shown = 'map' | 'plane' | 'table' | 'network' | 'pairs';

function Found({ found }: { found: ScreenEffects }) {
  const selected = useEffects((state) => state.selected);
  const hasMap = found.map.genes.length > 0;
  const [wished, setWished] = useState<Shown>('map');
  const views: readonly Shown[] = [
    ...(hasMap ? (['map', 'plane'] as const) : []),
    'table',
    ...(hasResponses(found) ? (['network'] as const) : []),
    ...(found.pairs.length > 0 ? (['pairs'] as const) : []),
  ];
  const targets = useMemo(() => targetsText(found), [found]);
  const shown = views.includes(wished) ? wished : (views[0] ?? 'table');
  return (
    <div className={classes.page}>
      <div className={classes.main}>
        <div>
          <div className={classes.heading}>
            <h1>{effectsHeadline(found.lines, found.isTested)}</h1>
            <div className={classes.actions}>
              <DownloadButton />
              <ModelButton />
            </div>
          </div>
          <p className={classes.lead}>{comparedSentences(found)}</p>
        </div>
        {views.length > 1 ? (
          <SegmentedControl
            className={classes.choice}
            size="xs"
            aria-label={effectsText.views}
            data={views.map((value) => ({ value, label: effectsText[value] }))}
            value={shown}
            onChange={setWished}
          />
        ) : null}
        {shown === 'map' ? (
          <HeatMap found={found} selected={selected} />
        ) : shown === 'plane' ? (
          <EffectsMap found={found} selected={selected} />
        ) : shown === 'network' ? (
          <ResponseNetworkView found={found} selected={selected} />
        ) : shown === 'pairs' ? (
          <PairsView found={found} selected={selected} />
        ) : (
          <PerturbationTable found={found} />
        )}
        <div className={classes.questions}>
          {targets === '' ? null : (
            <div>
              <h2>{effectsText.targets}</h2>
              <p>{targets}</p>
            </div>
          )}
          <div>
            <h2>{effectsText.believed}</h2>
            <p>{found.calibration}</p>
          </div>
          {found.missed ? <Missed missed={found.missed} /> : null}
          <div>
            <h2>{effectsText.next}</h2>
            <p>{modelSentence(found.lines, found.isTested)}</p>
          </div>
        </div>
      </div>
      {selected === null ? null : <PerturbationCard found={found} perturbation={selected} />}
    </div>
  );
}

function DownloadButton() {
  const name = useImport((state) => state.opened?.name);
  const download = async () => {
    for (const table of await effectsFiles()) saveFile(table.content, downloadName(table.name, name));
  };
  return (
    <Button
      variant="default"
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

function HeatMap({ found, selected }: { found: ScreenEffects; selected: number | null }) {
  const [isWhole, setIsWhole] = useState(false);
  const chart = useMemo(() => effectsHeatMap(found.map, effectsRate, selected), [found, selected]);
  const choice = isOverview(found.map) ? (
    <SegmentedControl
      className={classes.choice}
      size="xs"
      aria-label={effectsText.size}
      data={[
        { value: 'overview', label: effectsText.overview },
        { value: 'whole', label: effectsText.whole },
      ]}
      value={isWhole ? 'whole' : 'overview'}
      onChange={(value) => setIsWhole(value === 'whole')}
    />
  ) : null;
  return isWhole ? (
    <>
      {choice}
      <WholeMap found={found} selected={selected} />
    </>
  ) : (
    <>
      {choice}
      <ScrollRegion label={effectsText.map} className={classes.map}>
        <SvgChart chart={chart} onPick={pick} isFullSize />
        <p className="quiet">{chart.note}</p>
      </ScrollRegion>
    </>
  );
}

function PerturbationTable({ found }: { found: ScreenEffects }) {
  const selected = useEffects((state) => (state.selected === null ? null : found.labels[state.selected]));
  const columns = useMemo(() => (found.isTested ? columnsFor(found) : columnsUntested), [found]);
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
    ...valueColumn<PerturbationLine>('p of agreeing guides', ({ agreement }) => agreement, pText),
    ascending: true,
  },
  valueColumn('Guides', ({ guides }) => guides, count),
];

const ownColumn = numberColumn<PerturbationLine>('Own target', ({ own }) => own?.log2 ?? -Infinity, ownText);

const genesColumn = (name: string, of: (line: PerturbationLine) => number) =>
  numberColumn<PerturbationLine>(name, of, (line) => genesText(line, of(line)));

/** Where there are no replicates. */
const columnsUntested: readonly Column<PerturbationLine>[] = [
  textColumn('Perturbation', ({ label }) => label),
  valueColumn('Typical change', ({ size }) => size, fold),
  ownColumn,
  valueColumn('Samples', ({ cells }) => cells, count),
];

function columnsFor({ lines, unit }: ScreenEffects): readonly Column<PerturbationLine>[] {
  const guided = lines.some(({ guides }) => guides > 1);
  return [
    textColumn('Perturbation', ({ label }) => label),
    genesColumn('Genes changed', changedGenes),
    textColumn<PerturbationLine>('Class', ({ kind }) => kind, kindText),
    genesColumn('Up', ({ increased }) => increased),
    genesColumn('Down', ({ decreased }) => decreased),
    ownColumn,
    { ...valueColumn('p of any change', ({ any }) => any, pText), ascending: true },
    ...(guided ? guideColumns : []),
    valueColumn(capital(`${unit}s`), ({ cells }) => cells, count),
    textColumn('Most like', ({ nearest }) => nearest?.label ?? '', nearestText),
  ];
}
