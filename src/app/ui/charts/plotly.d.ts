/** The part of plotly's interface that is used; the published types describe an older version. */
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
  interface Picture {
    readonly format: 'svg' | 'png';
    readonly width: number;
    readonly height: number;
    readonly scale: number;
    /** Without 'data:…': SVG as text, PNG in base64. */
    readonly imageDataOnly: true;
  }
  interface Plotly {
    react(element: HTMLElement, traces: readonly Trace[], layout: Layout, config: Layout): Promise<unknown>;
    purge(element: HTMLElement): void;
    toImage(
      figure: { readonly data: readonly Trace[]; readonly layout: Layout },
      picture: Picture,
    ): Promise<string>;
  }
  const plotly: Plotly;
  export default plotly;
}
