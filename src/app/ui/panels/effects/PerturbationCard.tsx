/** One perturbation: what it changes as a volcano plot and as a table, and which perturbations act like it. */
import { useMemo } from 'react';
import type { GeneChanges, GuideLine, Likeness } from '../../../../effects/changes';
import { volcanoPlot } from '../../../../present/chart/volcano';
import { guideDots } from '../../../../present/chart/guides';
import type { PerturbationLine } from '../../../../present/report/effects';
import { changedRows, nearestRows } from '../../../../present/report/geneRows';
import { effectsRate, foundFrom, guidesSentence, pText } from '../../../../present/text/effects';
import { respondingTexts, type SideBySide, sideBySide } from '../../../../present/text/responding';
import { decimal, fold, foldRange, intervalText, listOf, plural } from '../../../../present/text/format';
import type { EffectsSnapshot, SharedGene } from '../../../../share/effectsSnapshot';
import {
  changesOf,
  guideChanges,
  selectEffectsGene,
  selectPerturbation,
} from '../../../session/page/actions';
import { isOfOpenFile } from '../../../session/data/importState';
import { useEffects, useImport, useRun } from '../../../session/stores';
import { SvgChart } from '../../charts/SvgChart';
import { AddEffects } from '../../composed/AddToFigure';
import { besideModel, comparisonOf } from '../../derived/besideModel';
import type { ShownEffects } from '../../derived/shownEffects';
import { type Column, DataTable, numberColumn, type ShownColumn, textColumn } from '../../kit/DataTable';
import { Fold } from '../../kit/Fold';
import { useLatest } from '../../kit/useLatest';
import { VirtualTable } from '../../kit/VirtualTable';
import { besideModelText, cardText, effectsText, relationText } from '../../text/effects';
import { BesideSum } from './Pairs';
import classes from './EffectsPage.module.css';
import type { ChangedGenes } from '../../../../../workers/protocol';
import { collections, setTitle } from '../../../../present/text/geneSets';
import { setsAmongChanges } from '../../../session/methods/enrichment';

const MOST_ALIKE = 6;

export function PerturbationCard({ found, perturbation }: OfPerturbation) {
  const label = found.labels[perturbation] ?? '';
  const line = found.lines.find((one) => one.label === label);
  const pair = found.pairs.find((one) => one.pair === perturbation);
  const content = useContent(found, perturbation);
  const changes = content?.changes ?? null;
  const volcano = useMemo(
    () => changes && volcanoPlot(changes, found.genes, { label, rate: effectsRate }),
    [changes, found, label],
  );
  const gene = useEffects((state) => state.gene);
  return (
    <section className={classes.card} aria-label={effectsText.card}>
      <h2>{label}</h2>
      {line ? <p>{cardText(line, found)}</p> : null}
      {content && pair ? (
        <BesideSum
          line={pair}
          changes={changes?.pair ?? null}
          genes={found.genes}
          picked={gene}
          onPick={selectEffectsGene}
        />
      ) : null}
      {changes && volcano && line?.isCompared && line.tested > 0 ? (
        <>
          <SvgChart chart={volcano} onPick={(source) => selectEffectsGene(Number(source))} />
          <AddEffects
            title={volcano.title}
            draw={() => volcano}
            span={1 / 2}
            content={{
              kind: 'volcano',
              changes: changesDrawn(changes),
              genes: found.genes,
              label,
              rate: effectsRate,
            }}
          />
        </>
      ) : null}
      {content && guidesSentence(content.guides) !== '' ? <p>{guidesSentence(content.guides)}</p> : null}
      {changes && line ? <BothKinds line={line} changes={changes} genes={found.genes} /> : null}
      {changes && line?.isCompared ? <Model changes={changes} found={found} label={label} /> : null}
      {content && line?.isCompared ? (
        <ChangesTable content={content} found={found} label={label} picked={gene} />
      ) : null}
      {changes && line && gene !== null ? (
        <GeneGuides changes={changes} of={{ found, perturbation }} gene={gene} />
      ) : null}
      <Apart found={found} perturbation={perturbation} />
      {changes && line?.isCompared ? <SetsAmong changes={changes} genes={found.genes} /> : null}
      {content ? <Alike alike={content.alike} labels={found.labels} /> : null}
    </section>
  );
}

const changesDrawn = ({ log2, p, q, own }: GeneChanges) => ({ log2, p, q, own });

const kinds: readonly ShownColumn<SideBySide>[] = [
  { name: respondingTexts.what, cell: ({ what }) => what },
  { name: respondingTexts.all, isNumber: true, cell: ({ all }) => all },
  { name: respondingTexts.responding, isNumber: true, cell: ({ responding }) => responding },
];

/** All cells and those that respond, where their share is told. */
function BothKinds(props: { line: PerturbationLine; changes: GeneChanges; genes: readonly string[] }) {
  const rows = sideBySide(props.line, props.changes, props.genes, effectsRate);
  return rows.length === 0 ? null : (
    <section className={classes.kinds} aria-label={respondingTexts.title}>
      <Fold title={<h3>{respondingTexts.title}</h3>} line="">
        <DataTable columns={kinds} rows={rows} rowKey={({ what }) => what} />
        <p className="quiet">{respondingTexts.note}</p>
      </Fold>
    </section>
  );
}

/** What the card tells of a perturbation, of the open file or of a link. */
interface CardContent {
  /** Its changed genes, or where there are none, those nearest to it. */
  readonly rows: readonly SharedGene[];
  /** Weaker changed genes, which are not in a link. */
  readonly leftOut: number;
  readonly guides: readonly Pick<GuideLine, 'name' | 'verdict'>[];
  readonly alike: readonly Likeness[];
  /** All genes and guides; null of a link. */
  readonly changes: GeneChanges | null;
}

/** null until it has come. */
function useContent(found: ShownEffects, perturbation: number): CardContent | null {
  const changes = useChanges(found, perturbation);
  return useMemo(() => {
    const { source } = found;
    if (source.kind === 'shared') return carriedContent(source.snapshot, perturbation);
    if (!changes) return null;
    const changed = changedRows(changes, source.found, effectsRate);
    const rows = changed.length > 0 ? changed : nearestRows(changes, source.found);
    return { rows, leftOut: 0, guides: changes.guides, alike: changes.alike, changes };
  }, [found, perturbation, changes]);
}

function carriedContent({ perturbations }: EffectsSnapshot, perturbation: number): CardContent | null {
  // The control has the first place on the page.
  const own = perturbations[perturbation - 1];
  if (!own) return null;
  const { changed, changedLeftOut, guidesApart, nearest } = own;
  const alike = nearest ? [{ ...nearest, perturbation: nearest.perturbation + 1 }] : [];
  return { rows: changed, leftOut: changedLeftOut, guides: guidesApart, alike, changes: null };
}

/** The prediction of the network on screen beside the measured changes, where it was learned from this file. */
function Model({ changes, found, label }: { changes: GeneChanges; found: ShownEffects; label: string }) {
  const { result, dataset } = useRun();
  const isOfFile = useImport((state) => isOfOpenFile(state, dataset));
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
  readonly found: ShownEffects;
  readonly perturbation: number;
}

const askChanges = ({ perturbation }: OfPerturbation) => changesOf(perturbation);

/** null until they have come, and of a link. */
function useChanges(found: ShownEffects, perturbation: number): GeneChanges | null {
  const question = useMemo(
    () => (found.source.kind === 'measured' ? { found, perturbation } : null),
    [found, perturbation],
  );
  const latest = useLatest(question, askChanges);
  return question !== null && latest?.question === question ? latest.answer : null;
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
          <AddEffects title={chart.title} draw={() => chart} span={1 / 2} />
        </>
      ) : null}
    </>
  );
}

interface GeneRow extends SharedGene {
  readonly name: string;
  /** Its place by how sure the change is. */
  readonly rank: number;
}

/** The end of its interval that is nearest to no change, so that surely large changes come first. */
const leastChange = ({ test }: GeneRow) => (test ? Math.max(test.low, -test.high) : NaN);

const columns: readonly Column<GeneRow>[] = [
  textColumn(
    'Gene',
    ({ name }) => name,
    ({ name, isOwn }) => (isOwn ? `${name} (target)` : name),
  ),
  numberColumn(
    'Change',
    ({ log2 }) => log2,
    ({ log2 }) => fold(log2),
  ),
  numberColumn('95 %', leastChange, ({ test }) => (test ? foldRange(test.low, test.high) : '–')),
  {
    ...numberColumn<GeneRow>(
      'q',
      ({ rank }) => rank,
      ({ test }) => pText(test?.q ?? NaN),
    ),
    ascending: true,
  },
];

/** Where there are no replicates. */
const columnsUntested: readonly Column<GeneRow>[] = [
  ...columns.slice(0, 2),
  numberColumn<GeneRow>(
    effectsText.spreads,
    ({ spreads }) => spreads,
    ({ spreads }) => `${decimal(spreads)} ×`,
  ),
];

/** The changed genes, or where there are none, the ten closest to it; without replicates those of the largest change beside their spread. */
function ChangesTable(props: {
  content: CardContent;
  found: ShownEffects;
  label: string;
  picked: number | null;
}) {
  const { rows: listed, leftOut, changes } = props.content;
  const { genes, isTested } = props.found;
  const rows = useMemo(
    () => listed.map((one, rank): GeneRow => ({ ...one, rank, name: genes[one.gene] ?? '' })),
    [listed, genes],
  );
  const none = rows.every(({ test }) => !((test?.q ?? NaN) < effectsRate)) && leftOut === 0;
  return (
    <>
      {isTested ? null : <p className="quiet">{effectsText.largest}</p>}
      {none && isTested ? (
        <p className="quiet">
          {effectsText.noneChanged} {changes ? effectsText.nearest : ''}
        </p>
      ) : null}
      {rows.length === 0 ? null : (
        <div className={classes.genes}>
          <VirtualTable
            label={`${plural(rows.length, 'gene')} of ${props.label}`}
            columns={isTested ? columns : columnsUntested}
            rows={rows}
            rowKey={({ name }) => name}
            isSelected={({ gene }) => gene === props.picked}
            onSelect={({ gene }) => selectEffectsGene(gene)}
            firstColumn={isTested ? 3 : 2}
          />
        </div>
      )}
      {leftOut === 0 ? null : <p className="quiet">{effectsText.weaker(leftOut)}</p>}
    </>
  );
}

/** What sets it apart from those that act alike. */
function Apart({ found, perturbation }: OfPerturbation) {
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
      <p>{effectsText.apart(own.strength, genes, own.all)}</p>
    </>
  );
}

/** Perturbations whose similarity differs from 0. */
function Alike(props: { alike: readonly Likeness[]; labels: readonly string[] }) {
  const told = props.alike.flatMap(({ relation, ...one }) =>
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
              {relationText({ relation, similarity })} {props.labels[perturbation]}{' '}
              <b>{decimal(similarity)}</b>
              {intervalText(interval)}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Fewer changed genes name no set; sets shown. */
const [FEWEST_CHANGED, MOST_SETS] = [3, 3];

/** Known gene sets among the genes that a perturbation changes, beside the other tested ones. */
function SetsAmong({ changes, genes }: { changes: GeneChanges; genes: readonly string[] }) {
  const question = useMemo((): ChangedGenes | null => {
    const places = [...genes.keys()];
    const own = places.filter((gene) => changes.own[gene] === 1);
    const changed = places.filter((gene) => (changes.q[gene] ?? NaN) < effectsRate && !own.includes(gene));
    if (changed.length < FEWEST_CHANGED) return null;
    const isUp = (gene: number) => (changes.log2[gene] ?? NaN) > 0;
    return {
      genes,
      increased: changed.filter(isUp),
      decreased: changed.filter((gene) => !isUp(gene)),
      own,
    };
  }, [changes, genes]);
  const latest = useLatest(question, setsAmongChanges);
  if (latest?.question !== question || latest === null) return null;
  const told = latest.answer;
  const shown = told.sets.filter(({ q }) => q < effectsRate).slice(0, MOST_SETS);
  const { name } = collections[told.collection];
  return (
    <>
      <h3>{effectsText.sets(name)}</h3>
      {shown.length === 0 ? <p className="quiet">{effectsText.noSets}</p> : null}
      <ul className={classes.sets}>
        {shown.map(({ set, isUp, overlap, size, q }) => (
          <li key={`${set} ${isUp}`}>
            {effectsText.setAmong(setTitle(set), isUp, overlap, size)}, <i>q</i> {pText(q)}
          </li>
        ))}
      </ul>
    </>
  );
}
