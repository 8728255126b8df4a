/** What of a known network applies to the genes of the next training: how many regulators, genes and edges, and which names do not meet. */
import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { looksReversed } from '../../../../evaluation/networks/truth';
import type { LaidNetwork, PriorSource } from '../../../../evaluation/networks/truthFile';
import { type Prior, reachOf } from '../../../../network/prior';
import { renamedText } from '../../../../present/text/evaluation';
import { count, listOf } from '../../../../present/text/format';
import { directionText } from '../../../../present/text/compare';
import { spellingRemark } from '../../../../present/text/prior';
import { laidOver, turnNetwork, type WholeLaid } from '../../../session/data/knowledge';
import { useKnowledge } from '../../../session/stores';
import type { AppError, GivenNetwork } from '../../../session/state';
import { ErrorInPlace, Message } from '../../kit/blocks';
import { describeError } from '../../text/errors';
import { knowledgeTexts } from '../../text/knowledge';
import classes from './Knowledge.module.css';

export interface ScreenGenes {
  readonly genes: readonly string[];
  /** Names of candidate regulators. */
  readonly regulators: readonly string[];
}

export function Applied({ network, screen }: { network: GivenNetwork; screen: ScreenGenes }) {
  const laid = useLaid(network, screen);
  const strength = useKnowledge((state) => state.choice?.strength ?? 'auto');
  if (!laid) return <output className="caption">{knowledgeTexts.matching}</output>;
  const { prior, renamed, source } = laid;
  if (!prior.ok) return <Refused error={prior.error} />;
  const remark = spellingRemark(namesOf(source), screen.genes);
  return (
    <>
      {'edges' in source && looksReversed(source) ? (
        <div className={classes.message}>
          <Message
            tone="warning"
            title={directionText.reversed}
            actions={
              <Button variant="default" size="compact-sm" onClick={() => turnNetwork(network, strength)}>
                {directionText.swap}
              </Button>
            }
          />
        </div>
      ) : null}
      {remark ? <p className={`quiet ${classes.remark}`}>{remark}</p> : null}
      {renamed.length > 0 ? <p className={`quiet ${classes.remark}`}>{renamedText(renamed)}</p> : null}
      <div className={classes.columns}>
        <Covered prior={prior.value} />
        <Uncovered prior={prior.value} source={source} renamed={renamed} />
      </div>
    </>
  );
}

function namesOf(source: PriorSource): readonly string[] {
  return 'edges' in source ? source.edges.flatMap((edge) => [edge.source, edge.target]) : source.genes;
}

function Covered({ prior }: { prior: Prior }) {
  const { uncovered, targets } = reachOf(prior);
  const { coverage, regulators, genes } = prior;
  return (
    <div>
      <h3>{knowledgeTexts.coverage}</h3>
      <dl className={classes.bars}>
        <Bar
          name="Candidate regulators"
          part={regulators.length - uncovered.length}
          all={regulators.length}
        />
        <Bar name="Genes with a known regulator" part={targets} all={genes.length} />
        <Bar name="Edges of the network" part={coverage.edges.covered} all={coverage.edges.all} />
        <Bar name="Of these, with a sign" part={coverage.signs.covered} all={coverage.signs.all} />
      </dl>
    </div>
  );
}

function Bar({ name, part, all }: { name: string; part: number; all: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd aria-hidden>
        <svg viewBox="0 0 100 8" preserveAspectRatio="none" focusable="false">
          <rect className={classes.track} width="100" height="8" rx="1" />
          <rect className={classes.filled} width={all === 0 ? 0 : (100 * part) / all} height="8" rx="1" />
        </svg>
      </dd>
      <dd>
        {count(part)} of {count(all)}
      </dd>
    </div>
  );
}

/** Names up to which a list is open. */
const FEW = 12;

/** Names that do not meet: candidates without known targets, and regulators of the network that are no candidates. */
function Uncovered(props: { prior: Prior; source: PriorSource; renamed: LaidNetwork['renamed'] }) {
  const { prior, source, renamed } = props;
  const { uncovered } = reachOf(prior);
  const candidates = new Set(prior.regulators.map((name) => name.toLowerCase()));
  const geneOf = new Map(renamed.map(({ written, gene }) => [written, gene]));
  const written = 'edges' in source ? source.edges.map((edge) => edge.source) : source.genes;
  const outside = [...new Set(written)].filter(
    (name) => !candidates.has((geneOf.get(name) ?? name).toLowerCase()),
  );
  return (
    <div>
      <Names title={knowledgeTexts.uncovered} names={uncovered} isOpen={uncovered.length <= FEW} />
      <Names title={knowledgeTexts.outside} names={outside} />
    </div>
  );
}

function Names(props: { title: string; names: readonly string[]; isOpen?: boolean }) {
  const { title, names, isOpen = false } = props;
  if (names.length === 0) return null;
  return (
    <details className={classes.names} open={isOpen}>
      <summary>
        {title} ({count(names.length)})
      </summary>
      <p>{listOf(names, 40)}</p>
    </details>
  );
}

export function Refused({ error }: { error: AppError }) {
  return (
    <div className={classes.message}>
      <ErrorInPlace {...describeError(error)} />
    </div>
  );
}

/** null while names are matched. */
function useLaid(network: GivenNetwork, screen: ScreenGenes): WholeLaid | null {
  const [laid, setLaid] = useState<{
    readonly of: GivenNetwork;
    readonly over: ScreenGenes;
    readonly is: WholeLaid;
  } | null>(null);
  useEffect(() => {
    let isCurrent = true;
    async function match(): Promise<void> {
      const found = await laidOver(network, screen.genes, screen.regulators);
      if (isCurrent && found) setLaid({ of: network, over: screen, is: found });
    }
    void match();
    return () => {
      isCurrent = false;
    };
  }, [network, screen]);
  return laid?.of === network && laid.over === screen ? laid.is : null;
}
