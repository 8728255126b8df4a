/** The effects of two runs: what was found, perturbations and genes of both beside each other. */
import { Button } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import type { EffectsOfRuns } from '../../../../inference/run/effectsOfRuns';
import { program } from '../../../../inference/run/program';
import {
  type BesideGene,
  besideGenes,
  besideLines,
  type ListedEffects,
  listedText,
  runEffectsDetail,
  runEffectsFinding,
  runEffectsTables,
  runNames,
} from '../../../../present/report/runEffects';
import { pText } from '../../../../present/text/effects';
import { fold, orDash, signed } from '../../../../present/text/format';
import { downloadName, effectsText as textOf, saveFile } from '../../../session/page/actions';
import type { ComparedSide } from '../../../session/methods/compared';
import { compareEffects, type ComparedEffects as Found } from '../../../session/methods/comparedEffects';
import { AddToFigure } from '../../composed/AddToFigure';
import { ScrollRegion } from '../../kit/blocks';
import { type Column, numberColumn, textColumn } from '../../kit/DataTable';
import { Fold } from '../../kit/Fold';
import { VirtualTable } from '../../kit/VirtualTable';
import { comparedEffectsText as text, compareText } from '../../text/compare';
import { composerText } from '../../text/composer';
import {
  AllBeside,
  BesideTable,
  changedColumn,
  chartOfAll,
  chartOfOne,
  foundColumn,
  OneBeside,
} from '../effects/Beside';
import classes from './CompareDialog.module.css';

interface Sides {
  readonly first: ComparedSide;
  readonly second: ComparedSide;
}

export function ComparedEffects({ first, second }: Sides) {
  const [found, setFound] = useState<{ readonly of: Sides; readonly found: Found } | null>(null);
  const [progress, setProgress] = useState<{ readonly of: ComparedSide; readonly share: number } | null>(
    null,
  );
  const isOfOneRun = first.effects.dataset !== null && first.effects.dataset === second.effects.dataset;
  useEffect(() => {
    if (isOfOneRun) return undefined;
    return compareEffects(first.effects, second.effects, {
      textOf,
      take: (answer) => setFound({ of: { first, second }, found: answer }),
      onProgress: (share) => setProgress({ of: second, share }),
    });
  }, [first, second, isOfOneRun]);
  // The network of another method on the same data.
  if (isOfOneRun) return null;
  const shown = found && found.of.first === first && found.of.second === second ? found.found : null;
  return (
    <section className={classes.result} aria-labelledby="compared-effects">
      <h3 id="compared-effects">{text.title}</h3>
      {shown === null ? (
        <p>{text.measuring(progress?.of === second ? progress.share : 0)}</p>
      ) : shown.kind === 'measured' ? (
        <Measured first={first} second={second} told={shown.told} />
      ) : shown.kind === 'listed' ? (
        <Listed told={shown.told} />
      ) : (
        <p>{shown.kind === 'lost' ? text.lost(shown.detail) : text.missing(shown.first, shown.second)}</p>
      )}
    </section>
  );
}

function Measured({ first, second, told }: Sides & { readonly told: EffectsOfRuns }) {
  const { found, labels } = told;
  const [pair] = found?.pairs ?? [];
  const lines = useMemo(() => besideLines(told), [told]);
  const surest = lines.toSorted((a, b) => (a.q ?? 1) - (b.q ?? 1))[0]?.perturbation ?? null;
  const [chosen, choose] = useState<number | null>(null);
  const selected = lines.some(({ perturbation }) => perturbation === chosen) ? chosen : surest;
  const genes = useMemo(() => (selected === null ? [] : besideGenes(told, selected)), [told, selected]);
  const finding = (
    <p>
      <b>{runEffectsFinding(told)}</b>
    </p>
  );
  if (!found || !pair) return finding;
  const drawn = { contexts: found, pair, labels, selected };
  const add = () => {
    const one = chartOfOne(drawn);
    const charts = [chartOfAll({ ...drawn, selected: null }), ...(one ? [one] : [])];
    return {
      charts,
      text: [
        runEffectsFinding(told),
        ...charts.map(({ title, note }) => `${title}. ${note}`),
        text.captions(first.title, second.title),
      ].join(' '),
      origin: compareText.origin(program, first.origin, second.origin),
      doubt: null,
    };
  };
  return (
    <>
      {finding}
      <Fold title={text.more} line="">
        <p>{runEffectsDetail(told)}</p>
      </Fold>
      <div className={classes.beside}>
        <ScrollRegion label={text.picture} className={classes.chart}>
          <AllBeside {...drawn} onPick={choose} />
        </ScrollRegion>
        <div className={classes.table}>
          <BesideTable names={runNames} lines={lines} labels={labels} selected={selected} onSelect={choose} />
        </div>
        <OneBeside {...drawn} />
        <Genes label={selected === null ? null : (labels[selected] ?? '')} genes={genes} />
      </div>
      <div className={classes.actions}>
        <Button
          variant="default"
          onClick={() => {
            for (const [name, content] of runEffectsTables(told))
              saveFile(
                new Blob(typeof content === 'string' ? [content] : [...content], {
                  type: 'text/tab-separated-values',
                }),
                downloadName(`comparison-${name}`),
              );
          }}
        >
          {text.downloadTable}
        </Button>
        <AddToFigure
          of={composerText.names.effects}
          add={({ addEffectsBeside }) => addEffectsBeside(add())}
        />
      </div>
    </>
  );
}

const listedColumns = (labels: readonly string[]): readonly Column<ListedEffects['lines'][number]>[] => [
  textColumn('Perturbation', ({ perturbation }) => labels[perturbation] ?? ''),
  changedColumn(runNames[0], ({ first }) => first),
  changedColumn(runNames[1], ({ second }) => second),
  foundColumn,
];

/** Without the cells of both. */
function Listed({ told }: { readonly told: ListedEffects }) {
  const { labels, lines } = told;
  const columns = useMemo(() => listedColumns(labels), [labels]);
  const [chosen, choose] = useState<number | null>(lines[0]?.perturbation ?? null);
  const finding = (
    <p>
      <b>{listedText(told)}</b> {text.listed}
    </p>
  );
  if (lines.length === 0) return finding;
  return (
    <>
      {finding}
      <div className={classes.tables}>
        <div className={classes.table}>
          <VirtualTable
            label={text.perturbations}
            columns={columns}
            rows={lines}
            rowKey={({ perturbation }) => String(perturbation)}
            isSelected={({ perturbation }) => perturbation === chosen}
            onSelect={({ perturbation }) => choose(perturbation)}
            firstColumn={1}
          />
        </div>
        <Genes
          label={chosen === null ? null : (labels[chosen] ?? '')}
          genes={chosen === null ? [] : (told.genes[chosen] ?? [])}
        />
      </div>
    </>
  );
}

/** The genes of a perturbation in both. `label`: its name; null: none is chosen. */
function Genes({ label, genes }: { readonly label: string | null; readonly genes: readonly BesideGene[] }) {
  const isTested = genes.some(({ difference }) => difference);
  if (label === null) return null;
  return (
    <div className={classes.table}>
      <VirtualTable
        key={label}
        label={text.genes(label)}
        columns={isTested ? testedColumns : geneColumns}
        rows={genes}
        rowKey={({ gene }) => gene}
        isSelected={() => false}
        onSelect={() => undefined}
        firstColumn={isTested ? 4 : 1}
      />
    </div>
  );
}

const size = (of: (row: BesideGene) => number | null) => (row: BesideGene) => Math.abs(of(row) ?? NaN);

const geneColumns: readonly Column<BesideGene>[] = [
  textColumn('Gene', ({ gene, isOwn }) => (isOwn ? text.target(gene) : gene)),
  numberColumn(
    'In the first',
    size(({ first }) => first),
    ({ first }) => orDash(first, fold),
  ),
  numberColumn(
    'In the second',
    size(({ second }) => second),
    ({ second }) => orDash(second, fold),
  ),
];

const testedColumns: readonly Column<BesideGene>[] = [
  ...geneColumns,
  numberColumn(
    'Difference (log2)',
    size(({ difference }) => difference && difference.value),
    ({ difference }) => (difference ? `${signed(difference.value)} ± ${difference.error.toFixed(2)}` : '–'),
  ),
  {
    ...numberColumn<BesideGene>(
      'q',
      ({ difference }) => difference?.q ?? NaN,
      ({ difference }) => (difference ? pText(difference.q) : '–'),
    ),
    ascending: true,
  },
];
