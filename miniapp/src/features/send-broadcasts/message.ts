/** What a message of a broadcast says, as it is typed. The API has the last word (lib/broadcasts/message_text.py). */

/** How many characters VK counts: a letter outside of the Basic Multilingual Plane, as most emoji are, is two. */
export function vkLength(text: string): number {
  // A text of JavaScript is counted in the units of UTF-16 already.
  return text.length;
}

/** A part of a template that has to be written before it is sent: `[[что именно]]`. */
export interface Blank {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The blanks of a text, in their order. */
export function blanksIn(text: string): Blank[] {
  return [...text.matchAll(/\[\[([^[\]]*)\]\]/g)].map((found) => ({
    name: (found[1] ?? '').trim(),
    start: found.index,
    end: found.index + found[0].length,
  }));
}

/** The text with its blanks filled, each by the words at its place; blanks without words stay. */
export function withBlanksFilled(text: string, words: readonly string[]): string {
  let filled = '';
  let from = 0;
  for (const [index, { start, end }] of blanksIn(text).entries()) {
    filled += text.slice(from, start) + (words[index]?.trim() || text.slice(start, end));
    from = end;
  }
  return filled + text.slice(from);
}

/** Who speaks. */
export interface Author {
  readonly organization: string;
  readonly name: string;
  readonly post: string;
}

/** The heading under which a text goes: the kind's sign, the organisation, the name and the post. */
export function headingOf(sign: string, { organization, name, post }: Author): string {
  const person = [name, post].map((part) => part.trim()).filter(Boolean);
  return [sign, organization, person.join(', ')].filter(Boolean).join('\n');
}

/** How long the message is with its heading. */
export function lengthWithHeading(heading: string, text: string): number {
  return vkLength(`${heading}\n\n${text}`);
}
