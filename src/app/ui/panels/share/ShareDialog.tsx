/** Sharing: kinds of link, a preview, what is left out, downloads. Only "Copy link" changes the address. */
import { Button, Checkbox, TextInput } from '@mantine/core';
import {
  IconFileZip,
  IconListDetails,
  IconPhoto,
  IconQuote,
  IconShare3,
  IconTable,
  IconTargetArrow,
} from '@tabler/icons-react';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { fileSize, level } from '../../../../present/text/format';
import { changesText, doseNames } from '../../../../present/text/changes';
import { exportTexts } from '../../../../present/text/exports';
import { carriesText, hintOf, leftBehindText, lengthText, tierTexts } from '../../../../present/text/link';
import type { Tier } from '../../../../share/snapshot';
import {
  addressOf,
  canSaveRun,
  linksOf,
  type ShareOptions,
  showScreen,
  type TierLink,
  tiers,
} from '../../../session/page/actions';
import { exportCommand } from '../../../session/page/commands';
import { usePrediction, useRun, useScreen, useView } from '../../../session/stores';
import { Dialog } from '../../kit/Dialog';
import { runCommand, useEnabled } from '../../kit/commands';
import { previewSvg } from '../../network-view/exportFigure';
import { demoTexts } from '../../text/data';
import { EarlierRunNote } from '../verdict/banners';
import { LinkField } from './LinkField';
import { methodsTexts } from '../../text/methods';
import { shareText } from '../../text/share';
import { useStanding } from '../../derived/finding';
import classes from './ShareDialog.module.css';

const close = () => {
  showScreen({ dialog: 'none' });
};

export function ShareDialog() {
  const genes = useRun((run) => run.dataset?.genes ?? []);
  const firstTitle = useRun((run) => run.shared?.title ?? (run.demo ? demoTexts[run.demo].name : ''));
  const sliders = useView((view) => view.present.sliders);
  const onPerturb = useScreen((screen) => screen.step === 'perturb');
  const model = useRun((run) => run.result?.model ?? null);
  const changes = changesText(genes, sliders, doseNames(model));
  const [title, setTitle] = useState(firstTitle);
  const [withSliders, setWithSliders] = useState(onPerturb && changes !== '');
  const [bare, setBare] = useState(false);
  const [wish, setWish] = useState<Tier>('model');
  const links = useLinks({ title, withSliders, bare });
  const fits = (tier: Tier) => links.tiers?.some((one) => one.tier === tier && one.link.ok) ?? true;
  const tier = (fits(wish) ? wish : (['network', 'settings'] as const).find(fits)) ?? 'settings';
  const opensOnPerturb = withSliders && tier === 'model';
  return (
    <Dialog title={shareText.title} size={880} onClose={close}>
      <EarlierRunNote />
      <div className={classes.columns}>
        <div className={classes.column}>
          <TextInput
            label={shareText.nameLabel}
            description={shareText.nameHint}
            maxLength={120}
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          <TierCards links={links.tiers} chosen={tier} onChoose={setWish} />
          <LinkRow tier={tier} links={links} />
        </div>
        <div className={classes.column}>
          <h3 className="caption">{shareText.readerSees}</h3>
          <Preview withSliders={opensOnPerturb} />
          {changes === '' ? null : (
            <Checkbox
              label={`Open on the Perturb step, with ${changes}`}
              checked={opensOnPerturb}
              disabled={tier !== 'model'}
              onChange={(event) => setWithSliders(event.currentTarget.checked)}
            />
          )}
          <Checkbox
            label={shareText.bare}
            checked={bare}
            onChange={(event) => setBare(event.currentTarget.checked)}
          />
        </div>
      </div>
      <Downloads />
    </Dialog>
  );
}

/** The kinds of link as cards, each with its content and length. */
function TierCards(props: {
  /** null: being computed. */
  links: readonly TierLink[] | null;
  chosen: Tier;
  onChoose: (tier: Tier) => void;
}) {
  const shown = tiers.filter((tier) => !props.links || props.links.some((one) => one.tier === tier));
  return (
    <fieldset className={classes.cards}>
      <legend className="caption">{shareText.linkCarries}</legend>
      {shown.map((tier) => {
        const link = props.links?.find((one) => one.tier === tier)?.link;
        const length = !link
          ? shareText.measuring
          : link.ok
            ? lengthText(addressOf(link.value).length)
            : shareText.tooLong;
        return (
          <div key={tier} className={classes.card} data-chosen={tier === props.chosen ? '' : undefined}>
            <input
              type="radio"
              name="tier"
              id={`tier-${tier}`}
              aria-describedby={`tier-${tier}-length`}
              checked={tier === props.chosen}
              disabled={link?.ok === false}
              onChange={() => props.onChoose(tier)}
            />
            <div>
              <label htmlFor={`tier-${tier}`}>{tierTexts[tier].name}</label>
              <p className={classes.hint} id={`tier-${tier}-length`}>
                {link?.ok ? hintOf(link.value) : tierTexts[tier].hint}{' '}
                <span className={classes.length}>{length}</span>
              </p>
            </div>
          </div>
        );
      })}
    </fieldset>
  );
}

const icon = { size: 16, stroke: 1.75, 'aria-hidden': true } as const;

/** The link of the chosen tier, its content and what is left out. */
function LinkRow({ tier, links }: { tier: Tier; links: Links }) {
  const made = links.tiers?.find((one) => one.tier === tier)?.link;
  const link = made?.ok ? made.value : null;
  const carries = link && carriesText(link);
  const behind = link && leftBehindText(link);
  return (
    <LinkField link={link} isStale={links.stale} failed={links.failed ? shareText.failed : ''}>
      {carries ? (
        <>
          {carries.holds} <b>{carries.never}</b> {carries.privacy} {behind}
        </>
      ) : null}
    </LinkField>
  );
}

/** Preview of the shared view: the network and the sliders. */
function Preview({ withSliders }: { withSliders: boolean }) {
  const predicted = usePrediction((sliders) => sliders.answer);
  const genes = useRun((run) => run.dataset?.genes ?? []);
  const sliders = useView((view) => view.present.sliders);
  const address = useMemo(() => {
    const change =
      withSliders && predicted
        ? { log2FoldChange: predicted.prediction.log2FoldChange, set: predicted.sliders }
        : null;
    const svg = previewSvg(change);
    return svg === null ? null : `data:image/svg+xml,${encodeURIComponent(svg)}`;
  }, [withSliders, predicted]);
  const moved = withSliders ? sliders.filter(({ value }) => value !== 1) : [];
  return (
    <div className={classes.preview}>
      {address === null ? (
        <p className="quiet">{shareText.noPreview}</p>
      ) : (
        <img src={address} alt={shareText.noPreview} />
      )}
      {moved.map(({ gene, value }) => (
        <p key={gene} className={classes.moved}>
          <b>{genes[gene]}</b> {level(value)}
        </p>
      ))}
    </div>
  );
}

/** Base64 expands bytes by 4/3; the values of the cells dominate. */
const BASE64_EXPANSION = 4 / 3;

const exportRows = [
  { Icon: IconShare3, name: 'Network', hint: shareText.network, formats: ['cx2', 'graphml', 'cyjs', 'sif'] },
  { Icon: IconTable, name: 'Edges', hint: shareText.tables, formats: ['tsv', 'decoupler', 'pyscenic'] },
  { Icon: IconListDetails, name: 'Gene sets', hint: shareText.geneSets, formats: ['gmt', 'regulons'] },
  { Icon: IconTargetArrow, name: 'Predictions', hint: shareText.predictions, formats: ['h5ad', 'ipynb'] },
] as const;

/** Downloads as an alternative to a link. */
function Downloads() {
  const isDrawn = useEnabled('export-svg');
  const bytes = useRun((run) => (run.dataset?.values.byteLength ?? 0) * BASE64_EXPANSION);
  return (
    <section className={classes.downloads} aria-labelledby="downloads-title">
      <h3 id="downloads-title" className="caption">
        {shareText.orDownload}
      </h3>
      <Row
        icon={<IconFileZip {...icon} />}
        name="Everything"
        hint={canSaveRun() ? `${shareText.everything} About ${fileSize(bytes)}.` : shareText.noCells}
      >
        <CommandButton id="save-run" label="Save run" />
      </Row>
      <Row
        icon={<IconPhoto {...icon} />}
        name="Figure"
        hint={isDrawn ? shareText.figure : shareText.figureElsewhere}
      >
        <CommandButton id="export-svg" label="SVG" />
        <CommandButton id="export-png" label="PNG 300 dpi" />
        <CommandButton id="compose" label="Compose…" />
      </Row>
      {exportRows.map(({ Icon, name, hint, formats }) => (
        <Row key={name} icon={<Icon {...icon} />} name={name} hint={hint}>
          {formats.map((format) => (
            <CommandButton key={format} id={exportCommand(format)} label={exportTexts[format].short} />
          ))}
        </Row>
      ))}
      <Row icon={<IconQuote {...icon} />} name="Methods" hint={methodsTexts.row}>
        <CommandButton id="methods" label={methodsTexts.open} />
      </Row>
    </section>
  );
}

function Row(props: { icon: ReactNode; name: string; hint: string; children: ReactNode }) {
  return (
    <div className={classes.row}>
      {props.icon}
      <b>{props.name}</b>
      <span className={classes.hint}>{props.hint}</span>
      <span className={classes.buttons}>{props.children}</span>
    </div>
  );
}

function CommandButton({ id, label }: { id: string; label: string }) {
  const enabled = useEnabled(id);
  return (
    <Button variant="default" disabled={!enabled} onClick={runCommand(id)}>
      {label}
    </Button>
  );
}

/** All kinds of link for these options, from the worker; those of earlier options stay visible as stale. */
interface Links {
  /** null: not computed yet, or failed. */
  readonly tiers: readonly TierLink[] | null;
  readonly failed: boolean;
  /** The links belong to earlier options or an earlier state of the run. */
  readonly stale: boolean;
}

/** Debounces the typed title. */
const DEBOUNCE_MS = 250;

function useLinks({ title, withSliders, bare }: ShareOptions): Links {
  const [made, setMade] = useState<{ readonly request: string; readonly tiers: Links['tiers'] } | null>(null);
  // Links contain the standing, which may become known while the dialog is open.
  const standing = useStanding();
  const request = JSON.stringify({ title, withSliders, bare, standing });
  useEffect(() => {
    let wanted = true;
    const make = async () => {
      const links = await linksOf({ title, withSliders, bare });
      if (wanted) setMade({ request, tiers: links });
    };
    const timer = setTimeout(() => void make(), DEBOUNCE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [title, withSliders, bare, request]);
  const stale = made?.request !== request;
  return { tiers: made?.tiers ?? null, failed: !stale && made.tiers === null, stale };
}
