/** The kinds of link as cards, each with what it adds and how long it is. */
import { addressOf, tiers, type TierLink } from '../../../session/actions';
import type { Tier } from '../../../../share/snapshot';
import { hintOf, lengthText, tierTexts } from '../../../../present/text/link';
import { shareText } from '../../text/share';
import classes from './ShareDialog.module.css';

export function TierCards(props: {
  /** null: being made. */
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
              onChange={() => {
                props.onChoose(tier);
              }}
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
