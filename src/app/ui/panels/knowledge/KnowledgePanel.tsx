/** The known network of the next training: which one, what of it applies to these genes, and how strongly; below, what it gave to the run on screen. */
import { Button, Radio } from '@mantine/core';
import { IconArrowBackUp, IconFilePlus } from '@tabler/icons-react';
import { type DragEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { LaidNetwork } from '../../../../../workers/protocol';
import type { Dataset } from '../../../../dataset/dataset';
import type { PriorStrength } from '../../../../dataset/knowledge';
import type { Species } from '../../../../dataset/factors/candidates';
import { looksReversed } from '../../../../evaluation/networks/truth';
import type { PriorSource } from '../../../../evaluation/networks/truthFile';
import { type BundledPriorName, bundledPriorNames, bundledPriors } from '../../../../network/priors/bundled';
import { type Prior, reachOf } from '../../../../network/prior';
import { renamedText } from '../../../../present/text/evaluation';
import { count } from '../../../../present/text/format';
import { directionText } from '../../../../present/text/knownEdges';
import { knowledgeText, spellingRemark } from '../../../../present/text/prior';
import { enrichmentWorker } from '../../../session/clients';
import {
  cancelKnowledge,
  chooseBundled,
  chooseFiles,
  chooseKnowledge,
  knowledgeOf,
  laidOver,
  turnNetwork,
  undoKnowledge,
} from '../../../session/knowledge';
import type { AppError } from '../../../session/state';
import { formerKnowledge, type GivenNetwork, useKnowledge } from '../../../session/knowledgeState';
import { useRun } from '../../../session/stores';
import { Message } from '../../kit/blocks';
import { Choice } from '../../kit/Choice';
import { carriesFiles, droppedFiles } from '../../shell/droppedFiles';
import { describeError } from '../../text/errors';
import {
  knowledgeTexts,
  measuringText,
  namesText,
  strengthChoices,
  strengthText,
} from '../../text/knowledge';
import classes from './Knowledge.module.css';

export interface ScreenGenes {
  readonly genes: readonly string[];
  /** Names of candidate regulators. */
  readonly regulators: readonly string[];
}

/** @param dataset the data of the next training where they are read @param unread what is known of them otherwise */
export function KnowledgePanel({ dataset, unread }: { dataset: Dataset | null; unread: ScreenGenes }) {
  const choice = useKnowledge((state) => state.choice);
  const former = useRun((run) => formerKnowledge(dataset, run.dataset));
  const { network, strength } = useMemo(() => knowledgeOf(choice, former), [choice, former]);
  const screen = useScreenGenes(dataset, unread);
  const error = useKnowledge((state) => state.error);
  const canUndo = useKnowledge((state) => state.past.length > 0);
  const isReading = useKnowledge((state) => state.isReading);
  const isAsked = useKnowledge((state) => state.isAsked);
  const { isOver, drops } = useDrop(strength);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!isAsked) return;
    useKnowledge.setState({ isAsked: false });
    // After the page has scrolled to its step.
    queueMicrotask(() => {
      heading.current?.scrollIntoView({ block: 'start' });
      heading.current?.focus({ preventScroll: true });
    });
  }, [isAsked]);
  return (
    <section className={classes.panel} aria-labelledby="knowledge-title" {...drops}>
      <h2 id="knowledge-title" ref={heading} tabIndex={-1}>
        {knowledgeTexts.title}
      </h2>
      <p className="quiet">{knowledgeTexts.about}</p>
      <NetworkChoice network={network} screen={screen} />
      <output className="caption">{isReading ? knowledgeTexts.reading : ''}</output>
      <Measuring />
      {error ? <Refused error={error} /> : null}
      {network ? <Applied network={network} screen={screen} /> : null}
      {network ? (
        <div className={classes.columns}>
          <Choice
            label={knowledgeTexts.strength}
            description={strengthText(strength)}
            data={strengthChoices}
            value={String(strength)}
            onChange={(value) =>
              chooseKnowledge({ network, strength: value === 'auto' ? value : Number(value) })
            }
          />
        </div>
      ) : null}
      {canUndo ? (
        <div className={classes.foot}>
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconArrowBackUp size={14} stroke={1.75} aria-hidden />}
            onClick={undoKnowledge}
          >
            {knowledgeTexts.undo}
          </Button>
        </div>
      ) : null}
      <Learned />
      {isOver ? (
        <div className={classes.dropping}>
          <p>{knowledgeTexts.drop}</p>
        </div>
      ) : null}
    </section>
  );
}

/** Files dropped here are the known network, and are not opened as data. */
function useDrop(strength: PriorStrength) {
  const [isOver, setOver] = useState(false);
  const over = (event: DragEvent) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    setOver(true);
  };
  const drops = {
    onDragEnter: over,
    onDragOver: over,
    onDragLeave: ({ currentTarget, relatedTarget }: DragEvent) => {
      if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOver(false);
    },
    onDrop: (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(false);
      void droppedFiles(event.dataTransfer).then((files) => chooseFiles(files, strength));
    },
  };
  return { isOver, drops };
}

/** While the use of the network is measured before a training. */
function Measuring() {
  const share = useKnowledge((state) => state.measured);
  const here = useRef<HTMLDivElement>(null);
  const isMeasuring = share !== null;
  useEffect(() => {
    if (isMeasuring) here.current?.scrollIntoView({ block: 'nearest' });
  }, [isMeasuring]);
  if (share === null) return null;
  return (
    <div ref={here} className={classes.foot} role="status">
      <span>{measuringText(share)}</span>
      <Button variant="default" size="compact-sm" onClick={cancelKnowledge}>
        {knowledgeTexts.cancel}
      </Button>
    </div>
  );
}

/** None, the networks that come with the program for this species, or a file. */
function NetworkChoice({ network, screen }: { network: GivenNetwork | null; screen: ScreenGenes }) {
  const strength = useKnowledge((state) => state.choice?.strength ?? 'auto');
  const species = useSpecies(screen.genes);
  const offered = bundledPriorNames.filter((name) => bundledPriors[name].species === species);
  const isOwn = network !== null && network.bundled === null;
  return (
    <Radio.Group
      aria-label={knowledgeTexts.choice}
      value={network === null ? 'none' : (network.bundled ?? 'own')}
      onChange={(value) => {
        const bundled = offered.find((name) => name === value);
        if (value === 'none') chooseKnowledge({ network: null, strength });
        else if (bundled) void chooseBundled(bundled, strength);
      }}
    >
      <div className={classes.cards}>
        <Radio.Card value="none" className={classes.card}>
          <span className={classes.choice}>
            <Radio.Indicator /> {knowledgeTexts.none}
          </span>
          <p>{knowledgeTexts.noneAbout}</p>
        </Radio.Card>
        {offered.map((name) => (
          <BundledCard key={name} name={name} />
        ))}
        <OwnCard own={isOwn ? network : null} strength={strength} />
      </div>
    </Radio.Group>
  );
}

function BundledCard({ name }: { name: BundledPriorName }) {
  const { title, about, citation } = bundledPriors[name];
  return (
    <Radio.Card value={name} className={classes.card}>
      <span className={classes.choice}>
        <Radio.Indicator /> {title}
      </span>
      <p>{about}.</p>
      <p className="caption">{citation}</p>
    </Radio.Card>
  );
}

function OwnCard(props: { own: GivenNetwork | null; strength: PriorStrength }) {
  const { own, strength } = props;
  const input = useRef<HTMLInputElement>(null);
  const open = () => input.current?.click();
  return (
    <div className={classes.pair}>
      <Radio.Card
        value="own"
        className={classes.card}
        onClick={(event) => {
          // Arrow keys only move the choice; they open no dialog.
          if (!own && event.detail > 0) open();
        }}
      >
        <span className={classes.choice}>
          <Radio.Indicator /> {own ? own.source.name : knowledgeTexts.own}
        </span>
        <p>{knowledgeTexts.ownAbout}</p>
      </Radio.Card>
      <Button
        variant="default"
        className={classes.open}
        leftSection={<IconFilePlus size={16} stroke={1.75} aria-hidden />}
        onClick={open}
      >
        {own ? knowledgeTexts.another : knowledgeTexts.open}
      </Button>
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={knowledgeTexts.own}
        multiple
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          // Allows choosing the same file again after an error.
          event.currentTarget.value = '';
          void chooseFiles(files, strength);
        }}
      />
    </div>
  );
}

/** What of the network applies to the genes of the next training. */
function Applied({ network, screen }: { network: GivenNetwork; screen: ScreenGenes }) {
  const laid = useLaid(network, screen);
  const strength = useKnowledge((state) => state.choice?.strength ?? 'auto');
  if (!laid) return <output className="caption">{knowledgeTexts.matching}</output>;
  const { prior, renamed } = laid;
  if (!prior.ok) return <Refused error={prior.error} />;
  const { source } = network;
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
        <Bar name="Of these with a sign" part={coverage.signs.covered} all={coverage.signs.all} />
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
      <p>{namesText(names)}</p>
    </details>
  );
}

/** What the known network of the run on screen gave. */
function Learned() {
  const knowledge = useRun((run) => (run.result ? run.dataset?.knowledge : undefined));
  if (!knowledge) return null;
  const { title, text } = knowledgeText(knowledge);
  return (
    <div className={classes.message}>
      <Message
        tone="plain"
        title={`${knowledgeTexts.learned}: ${title}`}
        text={`${knowledge.name}. ${text}`}
      />
    </div>
  );
}

function Refused({ error }: { error: AppError }) {
  const { title, why, next } = describeError(error);
  return (
    <div className={classes.message}>
      <Message tone="error" title={title} text={why}>
        <p>{next}</p>
      </Message>
    </div>
  );
}

function useScreenGenes(dataset: Dataset | null, unread: ScreenGenes): ScreenGenes {
  return useMemo(
    () =>
      dataset
        ? {
            genes: dataset.genes,
            regulators: Array.from(dataset.candidates, (gene) => dataset.genes[gene] ?? ''),
          }
        : unread,
    [dataset, unread],
  );
}

/** null while names are matched. */
function useLaid(network: GivenNetwork, screen: ScreenGenes): LaidNetwork | null {
  const [laid, setLaid] = useState<{
    readonly of: GivenNetwork;
    readonly over: ScreenGenes;
    readonly is: LaidNetwork;
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

/** null while unknown, and where no table of names has the genes. */
function useSpecies(genes: readonly string[]): Species | null {
  const [species, setSpecies] = useState<Species | null>(null);
  useEffect(() => {
    let isCurrent = true;
    async function learn(): Promise<void> {
      const answer = await enrichmentWorker.ask((remote) => remote.speciesOf(genes));
      if (isCurrent) setSpecies(answer.ok ? answer.value : null);
    }
    void learn();
    return () => {
      isCurrent = false;
    };
  }, [genes]);
  return species;
}
