/** True in `npm test`, whose unit tests take fewer examples than those of `npm run test:full` (scripts/test.mjs). */
export const isQuick = process.env['QUICK'] === '1';
