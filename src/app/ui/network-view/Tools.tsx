/** Buttons on the canvas: fit, zoom, pin the selected gene, freeze the layout; and how many edges are drawn. */
import { ActionIcon, Tooltip } from '@mantine/core';
import {
  IconArrowsMaximize,
  IconMinus,
  IconPin,
  IconPinnedOff,
  IconPlus,
  IconSnowflake,
  type Icon,
} from '@tabler/icons-react';
import { endGesture, setEdgeBudget, toggleLayoutFrozen } from '../../session/actions/view';
import { useRun, useScreen, useView } from '../../session/stores';
import { RangeInput } from '../kit/RangeInput';
import classes from './NetworkView.module.css';

export function Tools(props: { onFit: () => void; onZoom: (factor: number) => void; onPin: () => void }) {
  const view = useView((state) => state.present);
  const step = useScreen((state) => state.step);
  const dataset = useRun((state) => state.dataset);
  const possible = dataset ? dataset.candidates.length * (dataset.genes.length - 1) : 1;
  const { selection } = view;
  const gene = selection?.kind === 'gene' ? selection.gene : null;
  const pinned = gene !== null && view.pins.some((pin) => pin.gene === gene);
  return (
    <div className={classes.tools}>
      <fieldset className={classes.group} aria-label="View">
        <Tool label="Fit network to the panel" icon={IconArrowsMaximize} onClick={props.onFit} />
        <Tool label="Zoom in" icon={IconPlus} onClick={() => props.onZoom(1.25)} />
        <Tool label="Zoom out" icon={IconMinus} onClick={() => props.onZoom(0.8)} />
      </fieldset>
      <fieldset className={classes.group} aria-label="Layout">
        <Tool
          label={pinned ? 'Unpin the selected gene' : 'Pin the selected gene where it is'}
          icon={pinned ? IconPinnedOff : IconPin}
          onClick={props.onPin}
          disabled={gene === null}
          pressed={pinned}
        />
        <Tool
          label={view.layoutFrozen ? 'Let the layout move again' : 'Freeze the layout'}
          icon={IconSnowflake}
          onClick={toggleLayoutFrozen}
          pressed={view.layoutFrozen}
        />
      </fieldset>
      {step === 'train' && (
        <label className={classes.edges}>
          <span>Edges shown</span>
          <RangeInput
            label="Edges shown"
            min={1}
            max={Math.min(500, possible)}
            step={1}
            value={Math.min(view.edgeBudget, 500)}
            valueText={`strongest ${view.edgeBudget} of ${possible}`}
            onChange={setEdgeBudget}
            onSettle={endGesture}
          />
          <output>top {view.edgeBudget}</output>
        </label>
      )}
    </div>
  );
}

function Tool(props: {
  label: string;
  icon: Icon;
  onClick: () => void;
  disabled?: boolean;
  pressed?: boolean;
}) {
  const Glyph = props.icon;
  return (
    <Tooltip label={props.label} openDelay={400}>
      <ActionIcon
        variant={props.pressed ? 'light' : 'subtle'}
        color={props.pressed ? 'iris' : 'gray'}
        size={30}
        aria-label={props.label}
        aria-pressed={props.pressed}
        disabled={props.disabled ?? false}
        onClick={props.onClick}
      >
        <Glyph size={16} stroke={1.75} />
      </ActionIcon>
    </Tooltip>
  );
}
