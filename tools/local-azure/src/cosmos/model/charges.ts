/**
 * Request units after Microsoft's figures for single items (1 KB: 1 to read, 5 to write; 100 KB: 10 and 50), reads
 * doubled for Strong consistency. An order of magnitude for people, never exact.
 */
const perRead = (bytes: number) => 1 + (9 * Math.max(0, bytes / 1024 - 1)) / 99;

const rounded = (charge: number) => Math.round(charge * 100) / 100;

export const readCharge = (bytes: number): number => rounded(2 * perRead(bytes));
export const writeCharge = (bytes: number): number => rounded(5 * perRead(bytes));
/** Of a query or a feed page. */
export const pageCharge = (bytes: number): number => rounded(2 + readCharge(bytes) / 2);
