/** One perturbation: what it changes as a volcano plot and as a table, and which perturbations act like it. */
import { useMemo, useState } from 'react';
import type { ScreenEffects } from '../../../../../workers/protocol';
import { isRatio } from '../../../../dataset/mapping';
import type { GeneChanges } from '../../../../effects/changes';
import { studentQuantile } from '../../../../numerics/distributions';
import { volcanoPlot } from '../../../../present/chart/effects';
import { guideDots } from '../../../../present/chart/guides';
import { changedGenes, type PerturbationLine } from '../../../../present/report/effects';
import { effectsRate, foundFrom, guidesSentence, pText } from '../../../../present/text/effects';
import { decimal, fold, foldEnd, intervalText, listOf, plural } from '../../../../present/text/format';
import { changesOf, guideChanges, selectPerturbation } from '../../../session/page/actions';
import { useImport, useRun } from '../../../session/stores';
import { SvgChart } from '../../charts/SvgChart';
import { besideModel, comparisonOf } from '../../derived/besideModel';
import { type Column, numberColumn, textColumn } from '../../kit/DataTable';
import { useLatest } from '../../kit/useLatest';
import { VirtualTable } from '../../kit/VirtualTable';
import { besideModelText, cardText, effectsText } from '../../text/effects';
import { BesideSum } from './Pairs';
import { SetsAmong } from './SetsAmong';
import classes from './EffectsPage.module.css';

const MOST_ALIKE = 6;

/** Genes listed where nothing can be tested. */
const MOST_UNTESTED = 40;

export function PerturbationCard({ found, perturbation }: { found: ScreenEffects; perturbation: number }) {
  const label = found.labels[perturbation] ?? '';
  const line = found.lines.find((one) => one.label === label);
  const pair = found.pairs.find((one) => one.pair === perturbation);
  const changes = useChanges(found, perturbation);
  const volcano = useMemo(
    () => changes && volcanoPlot(changes, found.genes, { label, rate: effectsRate }),
    [changes, found, label],
  );
  const [picked, setPicked] = useState<{ readonly perturbation: number; readonly gene: number } | null>(null);
  const gene = picked?.perturbation === perturbation ? picked.gene : null;
  const pick = (at: number) => setPicked({ perturbation, gene: at });
  return (
    <section className={classes.card} aria-label={effectsText.card}>
      <h2>{label}</h2>
      {line ? <p>{cardText(line, found)}</p> : null}
      {changes?.pair && pair ? (
        <BesideSum line={pair} changes={changes.pair} genes={found.genes} picked={gene} onPick={pick} />
      ) : null}
      {volcano && line?.isCompared && line.tested > 0 ? (
        <SvgChart chart={volcano} onPick={(source) => pick(Number(source))} />
      ) : null}
      {changes && guidesSentence(changes.guides) !== '' ? <p>{guidesSentence(changes.guides)}</p> : null}
      {changes && line?.isCompared ? <Model changes={changes} found={found} label={label} /> : null}
      {changes && line?.isCompared ? (
        <ChangesTable changes={changes} found={found} line={line} picked={gene} onPick={pick} />
      ) : null}
      {changes && line && gene !== null ? (
        <GeneGuides changes={changes} of={{ found, perturbation }} gene={gene} />
      ) : null}
      <Apart found={found} perturbation={perturbation} />
      {changes && line?.isCompared ? <SetsAmong changes={changes} genes={found.genes} /> : null}
      {changes ? <Alike changes={changes} labels={found.labels} /> : null}
    </section>
  );
}

/** The prediction of the network on screen beside the measured changes, where it was learned from this file. */
function Model({ changes, found, label }: { changes: GeneChanges; found: ScreenEffects; label: string }) {
  const { result, dataset } = useRun();
  const isOfFile = useImport((state) => state.dataset !== null && state.dataset === dataset);
  const text = useMemo(() => {
    const one =
      result && dataset && isOfFile ? comparisonOf(result.comparisons, label, dataset.timeUnit) : null;
    if (one === null || !dataset) return '';
    return besideModelText(besideModel(changes, found.genes, one, dataset.genes, effectsRate));
  }, [result, dataset, isOfFile, changes, found, label]);
  return text === '' ? null : (
    <>
      <h3>{effectsText.besideModel}</h3>
      <p>{text}</p>
    </>
  );
}

interface OfPerturbation {
  readonly found: ScreenEffects;
  readonly perturbation: number;
}

const askChanges = ({ perturbation }: OfPerturbation) => changesOf(perturbation);

/** null until they have come. */
function useChanges(found: ScreenEffects, perturbation: number): GeneChanges | null {
  const question = useMemo(() => ({ found, perturbation }), [found, perturbation]);
  const latest = useLatest(question, askChanges);
  return latest?.question === question ? latest.answer : null;
}

const askGuides = ({ perturbation, gene }: OfPerturbation & { gene: number }) =>
  guideChanges(perturbation, gene);

/** The guides of a perturbation in one gene, and from which change on it would have been found. */
function GeneGuides({ changes, of, gene }: { changes: GeneChanges; of: OfPerturbation; gene: number }) {
  const { found, perturbation } = of;
  const question = useMemo(() => ({ found, perturbation, gene }), [found, perturbation, gene]);
  const latest = useLatest(question, askGuides);
  const guides = latest?.question === question ? latest.answer : null;
  const [label, name] = [found.labels[perturbation] ?? '', found.genes[gene] ?? ''];
  const chart = useMemo(
    () =>
      guides && guides.own.length > 1 ? guideDots(guides.own, guides.controls, { label, gene: name }) : null,
    [guides, label, name],
  );
  const smallest = (changes.q[gene] ?? NaN) < effectsRate ? null : guides?.smallest;
  return (
    <>
      <h3>{chart?.title ?? name}</h3>
      {smallest && Number.isFinite(smallest.rise) ? <p>{effectsText.noChange(foundFrom(smallest))}</p> : null}
      {chart ? (
        <>
          <SvgChart chart={chart} />
          <p className="quiet">{chart.note}</p>
        </>
      ) : null}
    </>
  );
}

interface GeneRow {
  readonly at: number;
  readonly gene: string;
  readonly log2: number;
  readonly error: number;
  readonly freedom: number;
  readonly isOfRatios: boolean;
  readonly p: number;
  readonly q: number;
  readonly own: boolean;
}

/** The 95 % interval, which is symmetric on the scale of the test: of folds, or of logarithms where values are ratios. */
function intervalOf({ log2, error, freedom, isOfRatios }: GeneRow): string {
  const half = error * studentQuantile(0.025, freedom);
  const share = half * Math.LN2;
  const [low, high] = isOfRatios
    ? [log2 - half, log2 + half]
    : [log2 + Math.log2(Math.max(0, 1 - share)), log2 + Math.log2(1 + share)];
  return `${foldEnd(low)} to ${foldEnd(high)}`;
}

const columns: readonly Column<GeneRow>[] = [
  textColumn(
    'Gene',
    ({ gene }) => gene,
    ({ gene, own }) => (own ? `${gene} (target)` : gene),
  ),
  numberColumn(
    'Change',
    ({ log2 }) => log2,
    ({ log2 }) => fold(log2),
  ),
  numberColumn('95 %', ({ log2, error }) => Math.abs(log2) / error, intervalOf),
  {
    ...numberColumn<GeneRow>(
      'q',
      ({ p }) => p,
      ({ q }) => pText(q),
    ),
    ascending: true,
  },
];

/** Where there are no replicates. */
const columnsUntested: readonly Column<GeneRow>[] = [
  ...columns.slice(0, 2),
  numberColumn<GeneRow>(
    effectsText.spreads,
    ({ log2, error }) => Math.abs(log2) / error,
    ({ log2, error }) => `${decimal(Math.abs(log2) / error)} ×`,
  ),
];

/** The changed genes, or where there are none, the ten closest to it; without replicates those farthest from the other samples. */
function ChangesTable(props: {
  changes: GeneChanges;
  found: ScreenEffects;
  line: PerturbationLine;
  picked: number | null;
  onPick: (gene: number) => void;
}) {
  const { changes, line } = props;
  const { genes, isTested, values } = props.found;
  const rows = useMemo(() => {
    const { log2, error, freedom, p, q, own } = changes;
    const all = genes
      .map((gene, at): GeneRow => ({
        at,
        gene,
        log2: log2[at] ?? NaN,
        error: error[at] ?? NaN,
        freedom: freedom[at] ?? NaN,
        isOfRatios: isRatio(values),
        p: p[at] ?? NaN,
        q: q[at] ?? NaN,
        own: own[at] === 1,
      }))
      .filter((row) => row.error > 0);
    const beyond = ({ log2: change, error: spread }: GeneRow) => Math.abs(change) / spread;
    if (!isTested) return all.toSorted((a, b) => beyond(b) - beyond(a)).slice(0, MOST_UNTESTED);
    const tested = all.filter((row) => Number.isFinite(row.p));
    const changed = tested.filter((row) => row.q < effectsRate);
    return changed.length > 0 ? changed : tested.toSorted((a, b) => a.p - b.p).slice(0, 10);
  }, [changes, genes, isTested, values]);
  const none = changedGenes(line) === 0 && rows.every((row) => !(row.q < effectsRate));
  return (
    <>
      {isTested ? null : <p className="quiet">{effectsText.largest}</p>}
      {none && isTested ? <p className="quiet">{effectsText.noneChanged}</p> : null}
      <div className={classes.genes}>
        <VirtualTable
          label={`${plural(rows.length, 'gene')} of ${line.label}`}
          columns={isTested ? columns : columnsUntested}
          rows={rows}
          rowKey={({ gene }) => gene}
          isSelected={({ at }) => at === props.picked}
          onSelect={({ at }) => props.onPick(at)}
          firstColumn={isTested ? 3 : 2}
        />
      </div>
    </>
  );
}

/** What sets it apart from those that act alike. */
function Apart({ found, perturbation }: { found: ScreenEffects; perturbation: number }) {
  const group = found.groups.find(({ members }) => members.includes(perturbation));
  const own = group?.apart[group.members.indexOf(perturbation)];
  if (!group || !own) return null;
  const others = group.members.filter((one) => one !== perturbation).map((one) => found.labels[one] ?? '');
  const genes = own.genes.map(
    ({ gene, log2, others: rest }) => `${found.genes[gene]} ${fold(log2)} (others ${fold(rest)})`,
  );
  return (
    <>
      <h3>{`Acts alike with ${listOf(others)}`}</h3>
      <p>{effectsText.apart(own.strength, genes)}</p>
    </>
  );
}

/** Perturbations whose similarity differs from 0. */
function Alike({ changes, labels }: { changes: GeneChanges; labels: readonly string[] }) {
  const told = changes.alike.flatMap(({ relation, ...one }) =>
    relation === 'unclear' ? [] : [{ ...one, relation }],
  );
  const alike = told.filter(({ relation }) => relation === 'alike');
  const shown = told.slice(0, Math.max(MOST_ALIKE, alike.length));
  const opposite = told.at(-1);
  if (opposite?.relation === 'opposite' && !shown.includes(opposite)) shown.push(opposite);
  if (shown.length === 0) return null;
  return (
    <>
      <h3>{effectsText.alike}</h3>
      <ul className={classes.alike}>
        {shown.map(({ perturbation, relation, similarity, ...interval }) => (
          <li key={perturbation}>
            <button type="button" onClick={() => selectPerturbation(perturbation)}>
              {effectsText.relations[relation]} {labels[perturbation]} <b>{decimal(similarity)}</b>
              {intervalText(interval)}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
