/** The menu of colours and sizes of genes. Loaded when it is first opened. */
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconCheck, IconPalette } from '@tabler/icons-react';
import { MAX_PILLS } from '../../../present/figure/palette';
import { colorTexts, sizeTexts } from '../../../present/text/names';
import { colorings, sizings } from '../../../share/view';
import { colorBy, sizeBy } from '../../session/view/genes';
import { usePrediction, useRun, useScreen, useView } from '../../session/stores';
import { appearanceText } from '../text/network';
import { colorHindrance, sizeHindrance } from './appearance';

export function Appearance() {
  return (
    <Menu position="top-start" width={250} shadow="md">
      <Tooltip label={appearanceText.title} openDelay={400}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={30} aria-label={appearanceText.title}>
            <IconPalette size={16} stroke={1.75} />
          </ActionIcon>
        </Menu.Target>
      </Tooltip>
      <Menu.Dropdown>
        <Choices />
      </Menu.Dropdown>
    </Menu>
  );
}

/** Follows the run and the view only while the menu is open. */
function Choices() {
  const view = useView((state) => state.present);
  const isPerturb = useScreen((screen) => screen.step === 'perturb');
  const { answer: prediction } = usePrediction();
  const run = { ...useRun(), prediction };
  // The names of few genes stand in their marks, and set their size.
  const hasCircles = (run.dataset?.genes.length ?? 0) > MAX_PILLS;
  const color = view.colorBy ?? (isPerturb && view.sliders.length > 0 ? 'predicted' : 'module');
  return (
    <>
      <Menu.Label>{appearanceText.color}</Menu.Label>
      {colorings.map((what) => (
        <Choice
          key={what}
          label={colorTexts[what]}
          isChosen={color === what}
          hindrance={colorHindrance(what, run)}
          onChoose={() => colorBy(what)}
        />
      ))}
      {hasCircles && (
        <>
          <Menu.Divider />
          <Menu.Label>{appearanceText.size}</Menu.Label>
          {sizings.map((what) => (
            <Choice
              key={what}
              label={sizeTexts[what]}
              isChosen={view.sizeBy === what}
              hindrance={sizeHindrance(what, run)}
              onChoose={() => sizeBy(what)}
            />
          ))}
        </>
      )}
    </>
  );
}

/** A choice that has nothing to show gives the reason. */
function Choice(props: { label: string; isChosen: boolean; hindrance: string | null; onChoose: () => void }) {
  const { label, isChosen, hindrance, onChoose } = props;
  return (
    <Menu.Item
      aria-current={isChosen}
      disabled={hindrance !== null}
      rightSection={isChosen ? <IconCheck size={15} stroke={2} aria-hidden /> : null}
      onClick={onChoose}
    >
      {label}
      {hindrance !== null && <small> · {hindrance}</small>}
    </Menu.Item>
  );
}
