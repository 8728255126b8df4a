/** A part of the page that scrolls by itself and can be reached by keyboard (WCAG 2.1.1). */
import type { ReactNode } from 'react';

export function ScrollRegion(props: { label: string; className: string | undefined; children: ReactNode }) {
  return (
    // What scrolls must take focus.
    <section className={props.className} tabIndex={0} aria-label={props.label}>
      {props.children}
    </section>
  );
}
