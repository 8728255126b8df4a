/** Which cells, genes and perturbations are good enough: opened by a person, measured in a small file at once and else on a click. */
import { Button, Progress } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { FilterRules, Mapping } from '../../../dataset/mapping';
import { cancelQuality, changeMapping, measureQuality } from '../../../session/actions';
import { useImport } from '../../../session/stores';
import { plural } from '../../../sentences/format';
import { fileSize, percent } from '../../../sentences/numbers';
import { qualitySentences } from '../../../sentences/quality';
import { qualityLead, qualityTitle } from '../../text/quality';
import page from './CheckPage.module.css';
import classes from './Quality.module.css';
import { QualityRules, type RuleChange } from './QualityRules';

/** Read in about a second. */
const SMALL_FILE = 30e6;

export function QualitySection({ mapping, bytes }: { mapping: Mapping; bytes: number }) {
  const [isOpen, setOpen] = useState(false);
  const report = useImport((state) => state.quality);
  const isSettled = useImport((state) => state.phase === 'checking' || state.phase === 'ready');
  const isKnown = report !== null;
  const wanted = isOpen && isSettled && (isKnown || bytes <= SMALL_FILE);
  useEffect(() => {
    if (wanted) measureQuality(mapping);
  }, [wanted, mapping]);

  const { filter = {} } = mapping;
  const rules = Object.keys(filter).length;
  return (
    <section className={page.section} aria-label={qualityTitle}>
      <details
        className={classes.details}
        onToggle={(event) => {
          setOpen(event.currentTarget.open);
        }}
      >
        <summary>
          <h2>{qualityTitle}</h2>{' '}
          <span className="quiet">{rules === 0 ? 'No rule' : plural(rules, 'rule')}</span>
        </summary>
        {isOpen ? (
          <>
            <p className="quiet">{qualityLead}</p>
            <QualityRules
              filter={filter}
              values={mapping.values}
              report={report}
              onChange={(change) => {
                changeMapping({ filter: changedRules(filter, change) });
              }}
            />
            {report ? (
              <div role="status" className={classes.outcome} aria-label="Left out by rules">
                {qualitySentences(report, filter).map((text) => (
                  <p key={text}>{text}</p>
                ))}
              </div>
            ) : (
              <Measuring mapping={mapping} bytes={bytes} />
            )}
          </>
        ) : null}
      </details>
    </section>
  );
}

function changedRules(rules: FilterRules, change: RuleChange): FilterRules {
  return Object.fromEntries(Object.entries({ ...rules, ...change }).filter(([, limit]) => limit !== null));
}

/** How far the reading is, with a way out; the way in where the file is large. */
function Measuring({ mapping, bytes }: { mapping: Mapping; bytes: number }) {
  const share = useImport((state) => state.qualityShare);
  const busy = useImport((state) => state.phase !== 'checking' && state.phase !== 'ready');
  if (share === null) {
    return (
      <Button
        className={classes.ask}
        variant="default"
        size="sm"
        disabled={busy}
        onClick={() => {
          measureQuality(mapping);
        }}
      >
        Read the values and draw them ({fileSize(bytes)})
      </Button>
    );
  }
  return (
    <div className={classes.reading}>
      <span className="quiet">Reading the values: {percent(share)}</span>
      <Progress value={100 * share} size={4} aria-label="Share of the values that is read" />
      <Button variant="default" size="compact-sm" onClick={cancelQuality}>
        Cancel
      </Button>
    </div>
  );
}
