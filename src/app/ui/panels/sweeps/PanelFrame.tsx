/** A panel below the network of Perturb: a title, a button that closes it, choices at the left and what they give at the right. */
import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { showScreen } from '../../../session/actions';
import classes from './sweeps.module.css';

export function PanelFrame(props: { title: string; close: string; choices: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.panel} aria-label={props.title}>
      <div className={classes.choices}>
        <div className={classes.head}>
          <h2>{props.title}</h2>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={26}
            aria-label={props.close}
            onClick={() => showScreen({ perturbPanel: 'measured' })}
          >
            <IconX size={14} stroke={1.75} aria-hidden />
          </ActionIcon>
        </div>
        {props.choices}
      </div>
      <div className={classes.main}>{props.children}</div>
    </section>
  );
}
