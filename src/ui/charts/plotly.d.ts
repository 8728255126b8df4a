/** The little of plotly that is used here; the published types are behind its version. */
declare module 'plotly.js-cartesian-dist-min' {
  type Value =
    | string
    | number
    | boolean
    | null
    | undefined
    | readonly Value[]
    | { readonly [key: string]: Value };
  export type Trace = Readonly<Record<string, Value>>;
  export type Layout = Readonly<Record<string, Value>>;
  interface Plotly {
    react(element: HTMLElement, traces: readonly Trace[], layout: Layout, config: Layout): Promise<unknown>;
    purge(element: HTMLElement): void;
  }
  const plotly: Plotly;
  export default plotly;
}
