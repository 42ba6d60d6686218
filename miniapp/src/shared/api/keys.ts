/** The keys under which answers about a municipality are kept. */

/** How often something that moves by itself is asked for. */
export const WATCH_EVERY_MS = 2000;

/** The key of a subject of a municipality; without a subject the key over all of them. */
export function keyOf(municipality: string, ...subject: readonly unknown[]): readonly unknown[] {
  return ['municipality', municipality, ...subject];
}
