/** The known network of the next training: which one, what of it applies to these genes, and how strongly; below, what it gave to the run on screen. */
import { Button, Radio } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { type DragEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { Dataset } from '../../../../dataset/dataset';
import type { PriorStrength } from '../../../../dataset/knowledge';
import { knowledgeText } from '../../../../present/text/prior';
import {
  cancelKnowledge,
  chooseBundled,
  chooseFiles,
  chooseKnowledge,
  knowledgeOf,
  undoKnowledge,
} from '../../../session/data/knowledge';
import { formerKnowledge } from '../../../session/data/nextSettings';
import { useKnowledge, useRun } from '../../../session/stores';
import { Message } from '../../kit/blocks';
import { Choice } from '../../kit/Choice';
import { carriesFiles, droppedFiles } from '../../kit/droppedFiles';
import { knowledgeTexts, measuringText, strengthChoices, strengthText } from '../../text/knowledge';
import { Applied, Refused, type ScreenGenes } from './Applied';
import classes from './Knowledge.module.css';
import type { Species } from '../../../../dataset/factors/candidates';
import { type BundledPriorName, bundledPriorNames, bundledPriors } from '../../../../network/priors/about';
import { enrichmentWorker } from '../../../session/clients';
import type { GivenNetwork } from '../../../session/state';
import { Fold } from '../../kit/Fold';
import { ChoiceCard, ChoiceCards, FileCard } from '../../kit/ChoiceCards';

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
  const [isOpen, setOpen] = useState(network !== null);
  if (isAsked && !isOpen) setOpen(true);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!isAsked) return;
    useKnowledge.setState({ isAsked: false });
    heading.current?.scrollIntoView({ block: 'start' });
    heading.current?.focus({ preventScroll: true });
  }, [isAsked]);
  return (
    <section className={classes.panel} aria-labelledby="knowledge-title" {...drops}>
      <Fold
        title={
          <h2 id="knowledge-title" ref={heading} tabIndex={-1}>
            {knowledgeTexts.title}
          </h2>
        }
        line={network ? network.source.name : knowledgeTexts.noneAbout}
        isOpen={isOpen || error !== null || isReading}
        onToggle={setOpen}
      >
        <p className="quiet">{knowledgeTexts.about}</p>
        <NetworkChoice network={network} screen={screen} />
        <output className="caption">{isReading ? knowledgeTexts.reading : ''}</output>
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
      </Fold>
      <Measuring />
      <Learned />
      {isOver ? (
        <div className={classes.dropping}>
          <p>{knowledgeTexts.drop}</p>
        </div>
      ) : null}
    </section>
  );
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

/** Files dropped on this panel are the known network, and are not opened as data. */
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

/** Which known network the next training gets: none, one that comes with the program for the species of the genes, or a file. */
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
      <ChoiceCards>
        <ChoiceCard value="none" title={knowledgeTexts.none}>
          <p>{knowledgeTexts.noneAbout}</p>
        </ChoiceCard>
        {offered.map((name) => (
          <BundledCard key={name} name={name} />
        ))}
        <FileCard
          value="own"
          title={isOwn ? network.source.name : knowledgeTexts.own}
          hasFile={isOwn}
          button={isOwn ? knowledgeTexts.another : knowledgeTexts.open}
          input={knowledgeTexts.own}
          multiple
          onFiles={(files) => void chooseFiles(files, strength)}
        >
          <p>{knowledgeTexts.ownAbout}</p>
        </FileCard>
      </ChoiceCards>
    </Radio.Group>
  );
}

function BundledCard({ name }: { name: BundledPriorName }) {
  const { title, about, citation } = bundledPriors[name];
  return (
    <ChoiceCard value={name} title={title}>
      <p>{about}.</p>
      <p className="caption">{citation}</p>
    </ChoiceCard>
  );
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
