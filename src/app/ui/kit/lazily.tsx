/**
 * Parts of the page that load when they are first shown. All are fetched once the page is idle, so that none is waited for,
 * and none is missing after the connection is lost or the site is replaced.
 */
import { Button } from '@mantine/core';
import { Component, type ComponentType, lazy, type ReactNode, useState } from 'react';
import { missingPart } from '../text/missingPart';
import { Message } from './blocks';

const loads: (() => Promise<unknown>)[] = [];

/** The component that `load` gives, to be shown within a Suspense. Once loaded it is shown at once. */
export function lazily<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  let loaded: ComponentType<Props> | null = null;
  const loadOnce = async () => (loaded ??= await load());
  const Waiting = lazy(async () => ({ default: await loadOnce() }));
  loads.push(loadOnce);
  return function Lazily(props: Props) {
    // Kept while mounted: another component in its place would lose its state.
    const [Part] = useState(() => loaded ?? Waiting);
    return <Part {...props} />;
  };
}

/** Fetches one part after the other, those included that a fetched part brings. */
export async function fetchPartsWhenIdle(): Promise<void> {
  for (const load of loads) {
    await idle();
    // One that fails is asked for again when it is shown, and its absence is told there.
    await load().catch(() => null);
  }
}

function idle(): Promise<unknown> {
  return new Promise((resolve) =>
    // Safari has no idle callbacks.
    'requestIdleCallback' in globalThis ? requestIdleCallback(resolve) : setTimeout(resolve, 100),
  );
}

interface Parts {
  /** What is shown: another gets its own chance. */
  readonly of: string;
  readonly children: ReactNode;
}

/** Tells that a part could not be loaded, in its place; the rest of the page goes on. */
export class PartBoundary extends Component<Parts, { readonly isMissing: boolean }> {
  override state = { isMissing: false };

  static getDerivedStateFromError(): { readonly isMissing: boolean } {
    return { isMissing: true };
  }

  override componentDidUpdate(before: Parts): void {
    if (before.of !== this.props.of && this.state.isMissing) this.setState({ isMissing: false });
  }

  override render(): ReactNode {
    if (!this.state.isMissing) return this.props.children;
    return (
      <Message
        tone="error"
        title={missingPart.title}
        text={missingPart.why}
        actions={<Button onClick={() => location.reload()}>{missingPart.reload}</Button>}
      >
        <p>{missingPart.next}</p>
      </Message>
    );
  }
}
