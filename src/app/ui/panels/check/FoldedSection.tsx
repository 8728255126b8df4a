/** A section of the Check page that stays folded until a person looks, with what it is about in its first line. */
import { type ReactNode, useState } from 'react';
import page from './CheckPage.module.css';
import classes from './Quality.module.css';

export function FoldedSection(props: {
  title: string;
  /** Beside the title. */
  said: string;
  onToggle: (isOpen: boolean) => void;
  children: () => ReactNode;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <section className={page.section} aria-label={props.title}>
      <details
        className={classes.details}
        onToggle={(event) => {
          setOpen(event.currentTarget.open);
          props.onToggle(event.currentTarget.open);
        }}
      >
        <summary>
          <h2>{props.title}</h2> <span className="quiet">{props.said}</span>
        </summary>
        {isOpen ? props.children() : null}
      </details>
    </section>
  );
}
