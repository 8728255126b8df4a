/** Bytes of a file whose values are read about as quickly as one looks: they are, without being asked for. */
export const SMALL_FILE = 30e6;
