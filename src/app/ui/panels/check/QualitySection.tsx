/** Quality control of cells, genes and perturbations. Small files are measured when the section opens, large ones on a click. */
import { guessReasonText } from '../../../../present/text/recognition';
import { useState } from 'react';
import type { FilterRules, Mapping } from '../../../../dataset/mapping';
import { plural, sentence } from '../../../../present/text/format';
import { describeNote } from '../../../../present/text/notes';
import { qualitySentences, valuesSentence } from '../../../../present/text/quality';
import { changeMapping } from '../../../session/actions';
import { useImport } from '../../../session/stores';
import { qualityLead, qualityTitle } from '../../text/quality';
import classes from './CheckPage.module.css';
import { FoldedSection, Measuring, useQuality } from './FoldedSection';
import { AmountsFigure } from './qualityFigures';
import { QualityRules, type RuleChange } from './QualityRules';
import { TargetsSection } from './TargetsSection';

export function QualitySection({ mapping, bytes }: { mapping: Mapping; bytes: number }) {
  const [isOpen, setOpen] = useState(false);
  const report = useQuality(mapping, bytes, isOpen);
  const recognition = useImport((state) => state.recognition);
  const { filter = {} } = mapping;
  const rules = Object.keys(filter).length;
  const taken = recognition?.guesses.find(({ field }) => field === 'values');
  const guides = recognition?.notes.find(({ tag }) => tag === 'guides-filtered');
  const combined = recognition?.labels.some(({ targets, role }) => targets.length > 1 || role === 'left-out');
  const several = recognition?.notes.some(({ tag }) => tag === 'several-guides');
  return (
    <>
      <FoldedSection
        title={qualityTitle}
        summary={rules === 0 ? 'No rule' : plural(rules, 'rule')}
        onToggle={setOpen}
      >
        {() => (
          <>
            <p className="quiet">{qualityLead}</p>
            <p className="quiet">
              {valuesSentence(mapping.values, taken ? guessReasonText(taken.reason) : '')}
            </p>
            <QualityRules
              filter={filter}
              values={mapping.values}
              report={report}
              asksForGuides={combined === true || several === true}
              onChange={(change) => changeMapping({ filter: changedRules(filter, change) })}
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
                <AmountsFigure report={report} filter={filter} values={mapping.values} />
              </>
            ) : (
              <Measuring mapping={mapping} bytes={bytes} />
            )}
          </>
        )}
      </FoldedSection>
      <TargetsSection mapping={mapping} bytes={bytes} />
    </>
  );
}

function changedRules(rules: FilterRules, change: RuleChange): FilterRules {
  return Object.fromEntries(Object.entries({ ...rules, ...change }).filter(([, limit]) => limit !== null));
}
