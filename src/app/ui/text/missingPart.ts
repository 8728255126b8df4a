/** Where a part of the page could not be loaded. In a file of its own: it has to be there when others are not. */
export const missingPart = {
  title: 'This part of the page could not be loaded',
  why: 'The connection was lost, or the page has been replaced by a newer version since it was opened.',
  next: 'The rest of the page goes on. After reloading, a run of your own data is offered again where it stopped.',
  reload: 'Reload the page',
} as const;

/** An error of the program in a part that was loaded. */
export function failedPart(message: string): { readonly title: string; readonly why: string } {
  return {
    title: 'This part of the page stopped working',
    why: `The program made an error, which is not about your data: ${message}`,
  };
}
