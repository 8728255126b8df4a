declare module '*?asc' {
  /** Base64 of the compiled module. */
  const base64: string;
  export default base64;
}

declare module '*?deflated' {
  /** Base64 of the file packed by zlib. */
  const base64: string;
  export default base64;
}

declare module '*?thread' {
  /** The file and all it needs as one script for worker_threads. */
  const code: string;
  export default code;
}
