/**
 * Parts of the page that load when they are first shown. All are fetched once the page is idle, so that none is waited for,
 * and none is missing after the connection is lost or the site is replaced.
 */
import { Button } from '@mantine/core';
import { Component, type ComponentType, type ReactNode, lazy, useState } from 'react';
import { program } from '../../../inference/run/program';
import { saveRun } from '../../session/page/actions';
import { CopyButton, Message } from './blocks';

const loads: (() => Promise<unknown>)[] = [];
/** Rises with every request to try again. */
let round = 0;

/** A part, and what fetches it before it is shown. */
type LazyPart<Props> = ComponentType<Props> & { readonly load: () => Promise<unknown> };

/**
 * The component that `load` gives, to be shown within a Suspense. Once loaded it is shown at once; one that is fetched only
 * when it is shown comes 300 ms later at the earliest, since React leaves what stands in its place that long.
 */
export function lazily<Props extends object>(load: () => Promise<ComponentType<Props>>): LazyPart<Props> {
  let loaded: ComponentType<Props> | null = null;
  const loadOnce = async () => (loaded ??= await load());
  // React keeps a failure for ever, and renders a part that waits anew: another attempt is another component.
  const attempt = () => ({ round, Part: lazy(async () => ({ default: await loadOnce() })) });
  let last = attempt();
  const waiting = () => {
    if (last.round !== round) last = attempt();
    return last.Part;
  };
  loads.push(loadOnce);
  function Lazily(props: Props) {
    // Kept while mounted: another component in its place would lose its state.
    const [Part] = useState(() => loaded ?? waiting());
    return <Part {...props} />;
  }
  return Object.assign(Lazily, { load: loadOnce });
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

/** Tells that a part could not be loaded, or that the program made an error in it, in its place; the rest of the page goes on. Another `key` for what is shown gets its own chance. */
export class PartBoundary extends Component<
  { readonly lost?: LostPart; readonly children: ReactNode },
  { readonly error: Error | null }
> {
  override state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown): { readonly error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    const { children, lost = 'part' } = this.props;
    if (!error) return children;
    const again = () => {
      round++;
      this.setState({ error: null });
    };
    return <Lost part={lost} error={error} again={again} />;
  }
}

function Lost({ part, error, again }: { part: LostPart; error: Error; again: () => void }) {
  const isMissing = isNotLoaded(error);
  const { title, why } = isMissing ? notLoaded(part) : notShown(part, error.message);
  const details = [title, program, error.stack ?? error.message].join('\n');
  return (
    <div style={part === 'page' ? { padding: '12px 20px' } : undefined}>
      {/* Every page has a heading for screen readers. */}
      {part === 'page' ? <h1 className="visually-hidden">{title}</h1> : null}
      <Message
        tone="error"
        title={title}
        text={why}
        actions={
          <>
            <Button variant={isMissing ? 'default' : 'filled'} onClick={again}>
              {missingPart.again}
            </Button>
            <Button variant={isMissing ? 'filled' : 'default'} onClick={() => void reload()}>
              {missingPart.reload}
            </Button>
            <CopyButton
              text={details}
              label={missingPart.copy}
              variant="subtle"
              color="gray"
              c="var(--text-2)"
            />
          </>
        }
      >
        <p>{missingPart.kept}</p>
      </Message>
    </div>
  );
}

async function reload(): Promise<void> {
  try {
    await saveRun();
  } finally {
    location.reload();
  }
}

/** The browsers' and Vite's messages about a module or style that cannot be fetched. */
function isNotLoaded({ message }: Error): boolean {
  return /dynamically imported module|importing a module script|unable to preload/iu.test(message);
}

type LostPart = 'page' | 'part';

const names: Readonly<Record<LostPart, string>> = { page: 'This page', part: 'This part of the page' };

/** Where a part of the page could not be loaded or shown. In a file of its own: it has to be there when others are not. */

/** What an error leaves out: a whole step, or less. */
const missingPart = {
  kept: 'Your run is kept: it goes on in this tab, and the rest of the page shows it. After reloading, a run of your own data is offered again where it stopped.',
  reload: 'Reload the page',
  again: 'Try again',
  copy: 'Copy details',
} as const;

interface Told {
  readonly title: string;
  readonly why: string;
}

function notLoaded(part: LostPart): Told {
  return {
    title: `${names[part]} could not be loaded`,
    why: 'The connection was lost, or the page has been replaced by a newer version since it was opened.',
  };
}

/** An error of the program in a part that was loaded. */
function notShown(part: LostPart, message: string): Told {
  return {
    title: `${names[part]} could not be shown`,
    why: `The program made an error, which is not about your data: ${message}`,
  };
}
