/** A network for each context of the open file: offered, while it is learned, and what differs between the networks. */
import { Button, Progress } from '@mantine/core';
import { useMemo } from 'react';
import { contextPlan } from '../../../../dataset/contextSizes';
import { DEFAULT_FITS } from '../../../../inference/run/confidence';
import { contextsFault, leftOutText, runText } from '../../../../present/text/contextNetworks';
import { cancelContexts, useContextNetworks } from '../../../session/methods/contextNetworks';
import { learnContexts } from '../../../session/page/actions';
import { useImport } from '../../../session/stores';
import { ErrorInPlace } from '../../kit/blocks';
import { contextsText } from '../../text/contexts';
import { describeError } from '../../text/errors';
import classes from './ContextNetworks.module.css';
import { Differences } from './Differences';
import { KeptRuns } from './KeptRuns';

export function ContextNetworks() {
  const plan = usePlan();
  const opened = useImport((state) => state.opened);
  const { found, kept, ...made } = useContextNetworks();
  const isOfOther = opened !== null && opened !== made.opened;
  const isShown = made.phase !== 'idle' && (made.phase === 'running' || !isOfOther);
  if (!plan && !isShown) return null;
  return (
    <section className={classes.panel} aria-labelledby="contexts-title">
      <h2 id="contexts-title">{contextsText.title}</h2>
      {plan ? (
        <p className="quiet">
          {contextsText.about(plan, DEFAULT_FITS)} {plan.leftOut.length > 0 ? leftOutText(plan.leftOut) : ''}
        </p>
      ) : null}
      {made.phase === 'running' ? (
        <Learning run={made.run} />
      ) : plan ? (
        <div className={classes.row}>
          <Button variant="default" onClick={() => void learnContexts(plan)}>
            {contextsText.learn(plan)}
          </Button>
        </div>
      ) : null}
      {isShown ? (
        <>
          {contextsText.ends[made.phase] ? <output>{contextsText.ends[made.phase]}</output> : null}
          {made.error ? <ErrorInPlace {...describeError(made.error)} /> : null}
          {found ? <Differences found={found} /> : null}
          {kept.length > 0 ? <KeptRuns kept={kept} /> : null}
        </>
      ) : null}
    </section>
  );
}

/** Of the open file; null where no two of its contexts can have networks, or one is used alone. */
function usePlan() {
  const opened = useImport((state) => state.opened);
  const recognition = useImport((state) => state.recognition);
  const mapping = useImport((state) => state.mapping);
  return useMemo(() => {
    const { contextColumn = null, context = null } = mapping ?? {};
    if (!opened || !recognition || !mapping || contextColumn === null || context !== null) return null;
    const plan = contextPlan(opened, { ...recognition, mapping });
    return contextsFault(plan) === null ? plan : null;
  }, [opened, recognition, mapping]);
}

function Learning({ run }: Pick<ReturnType<typeof useContextNetworks.getState>, 'run'>) {
  return (
    <div className={classes.row}>
      <span role="status">
        {run ? `${runText(run.context, run.withOthers, run)}, ${contextsText.stages[run.stage]}` : ''}
      </span>
      <Progress w={160} size={4} value={100 * (run?.share ?? 0)} aria-label={contextsText.progress} />
      <Button variant="default" size="compact-sm" onClick={cancelContexts}>
        {contextsText.cancel}
      </Button>
    </div>
  );
}
