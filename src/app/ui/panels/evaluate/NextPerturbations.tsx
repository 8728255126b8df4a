/** What an added experiment would settle: candidate regulators by how much the resampled fits disagree about perturbing them. */
import { Button } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import type { NextPerturbation } from '../../../../inference/confidence/confidence';
import type { FitResult } from '../../../../inference/result';
import { copyText, select, showScreen } from '../../../session/actions';
import {
  confidenceText,
  disagreementText,
  namesOf,
  nextTable,
  nextText,
} from '../../../../present/text/confidence';
import { confidencePanelText } from '../../text/confidence';
import own from './ConfidencePanel.module.css';
import classes from './EvaluatePage.module.css';

const mostShown = 8;

export function NextPerturbations(props: {
  next: readonly NextPerturbation[];
  genes: readonly string[];
  crossValidation: FitResult['crossValidation'];
}) {
  const { next, genes, crossValidation } = props;
  const [copied, setCopied] = useState<boolean | null>(null);
  const telling = next.filter(({ disagreement }) => disagreement > 0);
  return (
    <>
      <h3>{confidenceText.next}</h3>
      <p>{nextText(next, genes, crossValidation)}</p>
      {telling.length > 0 ? (
        <>
          <table className={`${classes.table} ${own.next}`}>
            <thead>
              <tr>
                <th scope="col">Gene</th>
                <th scope="col">Here</th>
                <th scope="col" className="number">
                  Fits disagree by
                </th>
                <th scope="col">Most about</th>
              </tr>
            </thead>
            <tbody>
              {telling.slice(0, mostShown).map((one) => (
                <tr key={one.gene}>
                  <th scope="row">
                    <button
                      type="button"
                      className={own.gene}
                      onClick={() => {
                        select({ kind: 'gene', gene: one.gene });
                        showScreen({ step: 'explore' });
                      }}
                    >
                      {genes[one.gene]}
                    </button>
                  </th>
                  <td>{one.measured ? 'perturbed' : 'not yet'}</td>
                  <td className="number">{disagreementText(one)}</td>
                  <td>{namesOf(one, genes)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <div className={classes.actions}>
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconCopy size={14} stroke={1.75} aria-hidden />}
              onClick={() => void copyText(nextTable(next, genes)).then(setCopied)}
            >
              Copy all {next.length} as a table
            </Button>
            <span className="quiet" role="status">
              {copied === null ? '' : copied ? confidencePanelText.copied : confidencePanelText.notCopied}
            </span>
          </div>
          <p className="quiet">{confidenceText.nextWhy}</p>
        </>
      ) : null}
    </>
  );
}
