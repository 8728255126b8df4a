/** Where a part of the page could not be loaded or shown. In a file of its own: it has to be there when others are not. */

/** What an error leaves out: a whole step, or less. */
export type LostPart = 'page' | 'part';

const names: Readonly<Record<LostPart, string>> = { page: 'This page', part: 'This part of the page' };

export const missingPart = {
  kept: 'Your run is kept: it goes on in this tab, and the rest of the page shows it. After reloading, a run of your own data is offered again where it stopped.',
  reload: 'Reload the page',
  again: 'Try again',
  copy: 'Copy details',
} as const;

interface Told {
  readonly title: string;
  readonly why: string;
}

export function notLoaded(part: LostPart): Told {
  return {
    title: `${names[part]} could not be loaded`,
    why: 'The connection was lost, or the page has been replaced by a newer version since it was opened.',
  };
}

/** An error of the program in a part that was loaded. */
export function notShown(part: LostPart, message: string): Told {
  return {
    title: `${names[part]} could not be shown`,
    why: `The program made an error, which is not about your data: ${message}`,
  };
}
