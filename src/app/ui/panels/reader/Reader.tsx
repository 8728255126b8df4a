/** Header of the reading view: name and size of the network, search, and information with further actions. */
import { ActionIcon, Button, Popover } from '@mantine/core';
import { IconInfoCircle, IconSearch, IconShare2 } from '@tabler/icons-react';
import { type ReactNode, useDeferredValue, useState } from 'react';
import type { Dataset } from '../../../../dataset/dataset';
import { count, fold, level, plural } from '../../../../present/text/format';
import { perturbSentence } from '../../../../present/text/perturb';
import { scenarioName } from '../../../../present/text/scenarios';
import { givenText } from '../../../../present/text/prior';
import {
  addressOf,
  copyLink,
  endGesture,
  linksOf,
  releaseAllSliders,
  setSlider,
  showScreen,
  trainShared,
} from '../../../session/page/actions';
import { useDoubt } from '../../../session/run/doubt';
import { usePrediction, usePreview, useRun, useScreen, useView } from '../../../session/stores';
import { Choice } from '../../kit/Choice';
import { runCommand } from '../../kit/commands';
import { EffectBar, Mark } from '../../kit/marks';
import { dataName, demoTexts } from '../../text/data';
import { storedText } from '../../text/stored';
import { runsText } from '../../text/runs';
import { arrivalLine, arrivalText } from '../../text/arrivals';
import { readerText, shareText } from '../../text/share';
import { respondersOf, useMeasuredFold } from '../../derived/effects';
import { LevelInput } from '../perturb/LevelInput';
import { OutsideMessage } from '../scenarios/ScenarioList';
import { describeRun, useFinding } from '../../derived/finding';
import { VerdictPanel } from '../verdict/VerdictPanel';
import classes from './Reader.module.css';
import { startSlider } from '../../../session/predict/startSlider';
import { setScenario } from '../../../session/predict/scenarioActions';
import { placeOf } from '../../../session/predict/scenarios';
import { scenarioText } from '../../text/scenarios';
import scenarioButtonsClasses from '../scenarios/Scenarios.module.css';

const icon = { size: 20, stroke: 1.75, 'aria-hidden': true } as const;

export function ReaderHeader() {
  const name = useRun(dataName);
  const shared = useRun((run) => run.shared);
  const genes = useRun((run) => run.dataset?.genes.length ?? 0);
  const possible = useRun((run) => (run.dataset?.candidates.length ?? 0) * (genes - 1));
  const edges = useView((view) => view.present.edgeBudget);
  const isPreviewed = usePreview(({ shown }) => shown !== null);
  const isFree = useScreen(({ dialog }) => dialog === 'none');
  const [about, setAbout] = useState(false);
  const size = `${plural(genes, 'gene')}, ${count(edges)} of ${plural(possible, 'possible edge')}`;
  return (
    <header className={classes.header}>
      <Mark />
      <div className={classes.name}>
        <b>{name ?? (isPreviewed ? demoTexts.myeloid.name : readerText.nothing)}</b>
        <span className="caption">{shared ? arrivalLine(shared) : genes > 0 && size}</span>
      </div>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={44}
        aria-label="Gene or command"
        onClick={() => showScreen({ dialog: 'palette' })}
      >
        <IconSearch {...icon} />
      </ActionIcon>
      <Popover position="bottom-end" width={300} withArrow opened={about && isFree} onChange={setAbout}>
        <Popover.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={44}
            aria-label="About this network"
            onClick={() => setAbout(!about)}
          >
            <IconInfoCircle {...icon} />
          </ActionIcon>
        </Popover.Target>
        <Popover.Dropdown>
          <About onLeave={() => setAbout(false)} />
        </Popover.Dropdown>
      </Popover>
    </header>
  );
}

function About({ onLeave }: { onLeave: () => void }) {
  const shared = useRun((run) => run.shared);
  const { title, line } = useFinding();
  return (
    <div className={classes.info}>
      <p>
        <b>{title}.</b> {line}
      </p>
      {shared?.knowledge ? (
        <p>
          <b>Known network.</b> {givenText(shared.knowledge)}
        </p>
      ) : null}
      {shared ? <p>{arrivalText(shared)}</p> : null}
      {shared?.demo ? (
        <Button variant="default" onClick={() => void trainShared()}>
          Train it here
        </Button>
      ) : null}
      <Button
        variant="default"
        onClick={() => {
          onLeave();
          showScreen({ dialog: 'runs' });
        }}
      >
        {runsText.title}
      </Button>
      <Button
        variant="default"
        onClick={() => {
          onLeave();
          showScreen({ dialog: 'stored' });
        }}
      >
        {storedText.title}
      </Button>
      <Button variant="default" onClick={() => showScreen({ layout: 'steps' })}>
        {readerText.steps}
      </Button>
    </div>
  );
}

/** The prediction of the sliders or the finding of the run, as one sentence, and what the run supports. */
export function ReaderSentence() {
  const genes = useRun((run) => run.dataset?.genes);
  const answer = usePrediction((predicted) => predicted.answer);
  const moved = useView((view) => view.present.sliders.some(({ value }) => value !== 1));
  const sliders = useView((view) => view.present.sliders);
  const doubtful = useDoubt() !== null;
  const { title } = perturbSentence(genes ?? [], sliders, answer?.prediction.log2FoldChange ?? null);
  return (
    <>
      {moved ? (
        <h1 className={classes.sentence} data-doubtful={doubtful ? '' : undefined}>
          {title}.
        </h1>
      ) : (
        <RunSentence />
      )}
      <div className={classes.verdict}>
        <VerdictPanel />
      </div>
    </>
  );
}

function RunSentence() {
  const dataset = useRun((run) => run.dataset);
  const demo = useRun((run) => run.demo);
  const phase = useRun((run) => run.phase);
  const hasResult = useRun((run) => run.result !== null);
  const finding = useFinding();
  // The banner says a doubt.
  const isFound = useDoubt() === null && hasResult;
  return (
    <h1 className={classes.sentence}>
      {isFound ? finding.title : describeRun(dataset, demo, phase, '').title}.
    </h1>
  );
}

/** Below the network or beside it: a gene slider, its top responders, and Send. `children`: training status. */
export function ReaderSheet(props: { children: ReactNode }) {
  const dataset = useRun((run) => run.dataset);
  const learned = useRun((run) => run.summary.step > 0 || run.result !== null);
  const moved = useView((view) => view.present.sliders.some(({ value }) => value !== 1));
  return (
    <section className={classes.sheet} aria-label={readerText.sheet}>
      {dataset && learned ? <GeneChoice dataset={dataset} /> : null}
      {dataset && learned ? <ScenarioButtons dataset={dataset} /> : null}
      {dataset && learned && moved ? <OutsideMessage dataset={dataset} /> : null}
      {dataset && learned && moved ? <FiveResponders genes={dataset.genes} /> : null}
      <div className={classes.foot}>
        <div className={classes.words}>
          {props.children}
          <p className={classes.elsewhere}>{readerText.trainElsewhere}</p>
          <Button variant="subtle" size="compact-sm" ml={-8} onClick={runCommand('open')}>
            {readerText.open}
          </Button>
        </div>
        <SendButton />
      </div>
    </section>
  );
}

/** One gene and its level. Choosing another gene releases the first. */
function GeneChoice({ dataset }: { dataset: Dataset }) {
  const slider = useView((view) => view.present.sliders[0] ?? null);
  const network = useRun((run) => run.result?.network);
  // Regulators first, then the other genes.
  const regulators = network ? network.regulators : dataset.candidates;
  const choices = new Set([...regulators, ...dataset.genes.keys()]);
  const answers = useRun((run) => !run.shared || run.shared.sliderModel !== null);
  const value = slider?.value ?? 1;
  const name = slider ? (dataset.genes[slider.gene] ?? '') : '';
  if (!answers) return <p className="quiet">{readerText.noInstrument}</p>;
  return (
    <div className={classes.choice}>
      <div className={classes.row}>
        <Choice
          size="md"
          aria-label={readerText.chooseGene}
          value={slider?.gene ?? null}
          data={[
            { value: null, label: readerText.noGene },
            ...Array.from(choices, (gene) => ({ value: gene, label: dataset.genes[gene] ?? '' })),
          ]}
          onChange={(gene) => {
            releaseAllSliders();
            if (gene === null) return;
            startSlider(gene);
            endGesture();
            showScreen({ step: 'perturb', inspector: 'run' });
          }}
        />
        <b className={classes.level}>{slider ? level(value) : ''}</b>
      </div>
      {slider ? (
        <>
          <div className={classes.range}>
            <LevelInput gene={name} value={value} onChange={(next) => setSlider(slider.gene, next)} />
          </div>
          <div className={classes.scale} aria-hidden>
            <span>out</span>
            <span>unchanged</span>
            <span>× 3</span>
          </div>
        </>
      ) : null}
    </div>
  );
}

const SHOWN_RESPONDERS = 5;

/** The five largest predicted changes; a diamond marks the measured one. */
function FiveResponders({ genes }: { genes: readonly string[] }) {
  const answer = useDeferredValue(usePrediction((predicted) => predicted.answer));
  const measured = useMeasuredFold(answer);
  if (!answer) return null;
  const changed = answer.sliders.filter(({ value }) => value !== 1).map(({ gene }) => gene);
  const responders = respondersOf(answer.prediction, changed, [], SHOWN_RESPONDERS).downstream;
  return (
    <section aria-labelledby="reader-responders">
      <div className={classes.row}>
        <h2 id="reader-responders">{readerText.responders}</h2>
        {measured ? <span className="caption">◇ measured</span> : null}
      </div>
      <table className={classes.responders}>
        <tbody>
          {responders.map(({ gene, log2, interval }) => (
            <tr key={gene}>
              <th scope="row">{genes[gene]}</th>
              <td>
                <EffectBar log2={log2} interval={interval} measured={measured?.[gene] ?? null} />
              </td>
              <td className="number">{fold(log2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Shares the view by the share sheet of the device, else as a link in the clipboard. */
function SendButton() {
  const [said, setSaid] = useState('');
  const name = useRun(dataName);
  const title = useRun((run) => run.shared?.title ?? '');
  const hasResult = useRun((run) => run.result !== null);
  const moved = useView((view) => view.present.sliders.some(({ value }) => value !== 1));
  const send = async () => {
    const links = await linksOf({ title, withSliders: moved, bare: false });
    const longest = links?.findLast(({ link }) => link.ok)?.link;
    if (!longest?.ok) {
      setSaid(shareText.failed);
      return;
    }
    if (await sent(name ?? '', addressOf(longest.value))) return;
    setSaid((await copyLink(longest.value)) ? shareText.copied : shareText.notCopied);
  };
  return (
    <div className={classes.send}>
      <Button
        variant="default"
        size="md"
        leftSection={<IconShare2 size={17} stroke={1.75} aria-hidden />}
        disabled={!hasResult}
        onClick={() => void send()}
      >
        Send
      </Button>
      <output className={classes.said}>{said}</output>
    </div>
  );
}

/** False without a share sheet. Closing the sheet counts as handled. */
async function sent(title: string, url: string): Promise<boolean> {
  if (!('share' in navigator) || !navigator.canShare?.({ url })) return false;
  try {
    await navigator.share({ title, url });
    return true;
  } catch (error) {
    return error instanceof DOMException && error.name === 'AbortError';
  }
}

/** Kept scenarios as buttons that set the sliders, for readers; nothing where none are kept. */
function ScenarioButtons({ dataset }: { dataset: Dataset }) {
  const scenarios = useView((view) => view.present.scenarios);
  const sliders = useView((view) => view.present.sliders);
  const time = useView((view) => view.present.time);
  if (scenarios.length === 0) return null;
  const current = placeOf(scenarios, { sliders, time });
  return (
    // oxlint-disable-next-line jsx-a11y/no-redundant-roles -- Safari forgets the role of a list without bullets
    <ul role="list" className={scenarioButtonsClasses.chips} aria-label={scenarioText.title}>
      {scenarios.map((scenario, place) => (
        <li
          key={`${place} ${JSON.stringify(scenario.sliders)}`}
          className={scenarioButtonsClasses.chip}
          data-current={place === current ? '' : undefined}
        >
          <button
            type="button"
            className={`${scenarioButtonsClasses.chipName} ${scenarioButtonsClasses.alone}`}
            aria-pressed={place === current}
            onClick={() => setScenario(place)}
          >
            {scenarioName(scenario, dataset)}
          </button>
        </li>
      ))}
    </ul>
  );
}
