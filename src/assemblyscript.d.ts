declare module '*?asc' {
  /** Base64 of the compiled module. */
  const base64: string;
  export default base64;
}
