/** The names by which the parts of a data set are known, packed or not. */

export const MATRIX = /\.mtx(\.gz)?$/i;
const TABLE = /\.(csv|tsv|txt)(\.gz)?$/i;
export const FEATURES = /(^|[^a-z])(all_)?(features|genes)\.(tsv|csv|txt)(\.gz)?$/i;
export const BARCODES = /(^|[^a-z])(barcodes|cells)\.(tsv|csv|txt)(\.gz)?$/i;

export function isTable(name: string): boolean {
  return TABLE.test(name);
}
