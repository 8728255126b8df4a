/** Step 7: the finding as the title, then unseen perturbations, the network against a truth, and what the data cannot tell. */
import { Button } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { runCommand } from '../../kit/runCommand';
import { useRun } from '../../../session/stores';
import { Message } from '../../kit/Message';
import { findingTitle } from '../../../sentences/diagnosis';
import { evaluationText } from '../../../sentences/evaluation';
import { CannotTell } from './CannotTell';
import classes from './EvaluatePage.module.css';
import { HeldOutTable } from './HeldOutTable';
import { PerPerturbation } from './PerPerturbation';
import { TruthPanel } from './TruthPanel';

export function EvaluatePage() {
  const result = useRun((run) => run.result);
  const dataset = useRun((run) => run.dataset);
  if (!result || !dataset) {
    return (
      <div className={classes.waiting}>
        <Message tone="plain" title="Nothing to judge yet">
          <p>
            When training ends, the errors on unseen perturbations and the comparison with a truth appear
            here.
          </p>
        </Message>
      </div>
    );
  }
  return (
    <div className={classes.page}>
      <header className={classes.heading}>
        <div>
          <h1>{findingTitle(result)}</h1>
          <p>{evaluationText.errors}</p>
        </div>
        <Button
          variant="default"
          leftSection={<IconFileUpload size={16} stroke={1.75} aria-hidden />}
          onClick={runCommand('open')}
        >
          Add a truth file
        </Button>
      </header>
      <div className={classes.grid}>
        <HeldOutTable result={result} />
        <TruthPanel network={result.network} />
        <PerPerturbation result={result} />
        <CannotTell result={result} dataset={dataset} />
      </div>
    </div>
  );
}
