/** Quality control of cells, genes and perturbations. Small files are measured when the section opens, large ones on a click. */
import { guessReasonText } from '../../../../present/text/recognition';
import { isRatio, type Mapping } from '../../../../dataset/mapping';
import { plural, sentence } from '../../../../present/text/format';
import { describeNote } from '../../../../present/text/notes';
import { qualitySentences, valuesSentence } from '../../../../present/text/quality';
import { useImport } from '../../../session/stores';
import { qualityLead, qualityTitle } from '../../text/quality';
import classes from './CheckPage.module.css';
import { FoldedSection } from './FoldedSection';
import { AmountsFigure } from './qualityFigures';
import { QualityRules } from './QualityRules';
import { TargetsSection } from './TargetsSection';

export function QualitySection({ mapping, bytes }: { mapping: Mapping; bytes: number }) {
  const recognition = useImport((state) => state.recognition);
  const { filter = {}, values } = mapping;
  const rules = Object.keys(filter).length;
  const taken = recognition?.guesses.find(({ field }) => field === 'values');
  const guides = recognition?.notes.find(({ tag }) => tag === 'guides-filtered');
  const combined = recognition?.labels.some(({ targets, role }) => targets.length > 1 || role === 'left-out');
  const several = recognition?.notes.some(({ tag }) => tag === 'several-guides');
  const summary = rules === 0 ? 'No quality rules' : plural(rules, 'rule');
  // Counts, detected genes and mitochondrial shares mean nothing for log ratios.
  if (isRatio(values)) return <TargetsSection mapping={mapping} bytes={bytes} />;
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
                    ...(guides ? [sentence(describeNote(guides).title)] : []),
                    ...qualitySentences(report, filter),
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
      <TargetsSection mapping={mapping} bytes={bytes} />
    </>
  );
}
