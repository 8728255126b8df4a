/** Quality control of cells, genes and perturbations. Small files are measured when the section opens, large ones on a click. */
import { guessReasonText } from '../../../../present/text/recognition';
import { type FilterRules, type Mapping, type ValueScale, isRatio } from '../../../../dataset/mapping';
import { plural, sentence, fileSize, percent } from '../../../../present/text/format';
import { describeNote } from '../../../../present/text/notes';
import { Fold } from '../../kit/Fold';
import { qualitySentences, valuesSentence } from '../../../../present/text/quality';
import { useImport } from '../../../session/stores';
import { qualityLead, qualityTitle, ruleTexts } from '../../text/quality';
import classes from './CheckPage.module.css';
import { AmountsFigure, HistogramFigure, type RuleScale, amounts, shares } from './qualityFigures';
import { NumberInput, Button, Progress } from '@mantine/core';
import type { RowNoun } from '../../../../dataset/rows';
import type { Distribution, QualityReport } from '../../../../dataset/quality/qualityReport';
import { changeMapping, cancelQuality, measureQuality } from '../../../session/page/actions';
import { type ReactNode, useEffect, useState } from 'react';
import { SMALL_FILE } from '../../../../dataset/annotation';

export function QualitySection(props: { mapping: Mapping; row: RowNoun; bytes: number }) {
  const { mapping, row, bytes } = props;
  const recognition = useImport((state) => state.recognition);
  const { filter = {}, values } = mapping;
  const rules = Object.keys(filter).length;
  const taken = recognition?.guesses.find(({ field }) => field === 'values');
  const guides = recognition?.notes.find(({ tag }) => tag === 'guides-filtered');
  const combined = recognition?.labels.some(({ targets, role }) => targets.length > 1 || role === 'left-out');
  const several = recognition?.notes.some(({ tag }) => tag === 'several-guides');
  const summary = rules === 0 ? 'No quality rules' : plural(rules, 'rule');
  // Counts, detected genes and mitochondrial shares mean nothing for log ratios.
  if (isRatio(values)) return null;
  return (
    <>
      <FoldedSection title={qualityTitle} summary={() => summary} mapping={mapping} bytes={bytes}>
        {(report) => (
          <>
            <p className="quiet">{qualityLead}</p>
            <p className="quiet">{valuesSentence(values, taken ? guessReasonText(taken.reason) : '')}</p>
            <QualityRules
              filter={filter}
              values={values}
              report={report}
              asksForGuides={combined === true || several === true}
            />
            {report ? (
              <>
                <div role="status" className={classes.outcome} aria-label="Excluded by rules">
                  {[
                    ...(guides ? [sentence(describeNote(guides, row).title)] : []),
                    ...qualitySentences(report, filter, row),
                  ].map((text) => (
                    <p key={text}>{text}</p>
                  ))}
                </div>
                <AmountsFigure report={report} filter={filter} values={values} />
              </>
            ) : null}
          </>
        )}
      </FoldedSection>
    </>
  );
}

/** The quality rules: a number field each, below the histogram of the measured quantity. */
function QualityRules(props: {
  filter: FilterRules;
  values: ValueScale;
  /** null: not measured. */
  report: QualityReport | null;
  /** Whether a label names several guides. */
  asksForGuides: boolean;
}) {
  const { filter, values, report } = props;
  const mitochondrial = report?.cells.mitochondrial ?? null;
  const texts = ruleTexts(values);
  const field = (rule: keyof FilterRules, shown: Pick<RuleFieldProps, 'noun' | 'scale' | 'spread'>) => {
    const { [rule]: limit, ...others } = filter;
    const change = (next: number | null) =>
      changeMapping({ filter: next === null ? others : { ...filter, [rule]: next } });
    return <RuleField {...texts[rule]} {...shown} limit={limit} onChange={change} />;
  };
  const cells = { noun: 'cells', scale: amounts };
  return (
    <div className={classes.fields}>
      {field('leastCounts', { ...cells, spread: report?.cells.totals ?? null })}
      {field('leastGenes', { ...cells, spread: report?.cells.genes ?? null })}
      {mitochondrial === null && filter.mostMitochondrial === undefined
        ? null
        : field('mostMitochondrial', { noun: 'cells', scale: shares, spread: mitochondrial })}
      {field('leastCellsOfGene', { noun: 'genes', scale: amounts, spread: report?.genes.cells ?? null })}
      {field('fewestCells', {
        noun: 'perturbations',
        scale: amounts,
        spread: report?.perturbations.cells ?? null,
      })}
      {props.asksForGuides || filter.mostGuides !== undefined
        ? field('mostGuides', { ...cells, spread: null })
        : null}
    </div>
  );
}

interface RuleFieldProps {
  readonly label: string;
  readonly description: string;
  /** Unit of the counted items: 'cells'. */
  readonly noun: string;
  readonly scale: RuleScale;
  /** null: not measured. */
  readonly spread: Distribution | null;
  readonly limit: number | undefined;
  /** null: no rule. */
  readonly onChange: (limit: number | null) => void;
}

/** One rule: the histogram of the quantity and its limit. An empty field means no rule. */
function RuleField({ label, description, noun, scale, spread, limit, onChange }: RuleFieldProps) {
  return (
    <div className={classes.rule}>
      {spread ? (
        <HistogramFigure label={label} noun={noun} spread={spread} scale={scale} limit={limit} />
      ) : null}
      <NumberInput
        label={label}
        description={description}
        placeholder="No rule"
        min={scale.minTyped}
        max={scale.maxTyped}
        decimalScale={scale.decimals}
        allowDecimal={scale.decimals > 0}
        clampBehavior="strict"
        thousandSeparator=","
        size="xs"
        value={limit === undefined ? '' : scale.typed(limit)}
        onChange={(typed) => {
          if (typed === '') onChange(null);
          else if (typeof typed === 'number' && typed >= scale.minTyped) onChange(scale.limit(typed));
        }}
      />
    </div>
  );
}

/** A collapsed section with its finding beside the title. Opening it measures a small file; a large one is measured on a click. The report is null until then. */
function FoldedSection(props: {
  title: string;
  /** Text beside the title. */
  summary: (report: QualityReport | null) => string;
  mapping: Mapping;
  bytes: number;
  children: (report: QualityReport | null) => ReactNode;
}) {
  const { title, mapping, bytes } = props;
  const [isOpen, setOpen] = useState(false);
  const report = useImport((state) => state.quality);
  const isSettled = useImport((state) => state.phase === 'checking' || state.phase === 'ready');
  const wanted = isOpen && isSettled && (report !== null || bytes <= SMALL_FILE);
  useEffect(() => {
    if (wanted) measureQuality(mapping);
  }, [wanted, mapping]);
  return (
    <section className={classes.section} aria-label={title}>
      <Fold title={<h2>{title}</h2>} line={props.summary(report)} onToggle={setOpen}>
        {props.children(report)}
        {report ? null : <Measuring mapping={mapping} bytes={bytes} isSettled={isSettled} />}
      </Fold>
    </section>
  );
}

/** Progress of the measurement with a cancel button, or the button that starts it. */
function Measuring(props: { mapping: Mapping; bytes: number; isSettled: boolean }) {
  const { mapping, bytes, isSettled } = props;
  const share = useImport((state) => state.qualityShare);
  if (share === null) {
    return (
      <Button
        className={classes.ask}
        variant="default"
        size="sm"
        disabled={!isSettled}
        onClick={() => measureQuality(mapping)}
      >
        Read and plot the values ({fileSize(bytes)})
      </Button>
    );
  }
  return (
    <div className={classes.reading}>
      <span className="quiet">Reading the values: {percent(share)}</span>
      <Progress value={100 * share} size={4} aria-label="Progress of reading" />
      <Button variant="default" size="compact-sm" onClick={cancelQuality}>
        Cancel
      </Button>
    </div>
  );
}
