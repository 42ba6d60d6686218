/** A message that is being written: what is said and to whom, until it is kept by the API. */
import { useState } from 'react';

import type { Schemas } from '../../shared/api/client';
import type { Part } from './audience';

export interface Composition {
  readonly text: string;
  readonly kind: Schemas['BroadcastKind'];
  readonly author: Required<Schemas['AuthorAsk']>;
  readonly attachments: readonly Schemas['Attachment'][];
  readonly asksAcknowledgement: boolean;
  readonly pinMinutes: number;
  readonly audience: readonly Part[];
  /** Other municipalities of the region to which it goes too. */
  readonly municipalityIds: readonly string[];
}

export const NOTHING: Composition = {
  text: '',
  kind: 'ordinary',
  author: { organization_id: '', name: '', post: '' },
  attachments: [],
  asksAcknowledgement: false,
  pinMinutes: 0,
  audience: [],
  municipalityIds: [],
};

interface Kept {
  readonly content: Schemas['Content'];
  readonly audience: readonly Schemas['AudiencePart'][];
  readonly municipalities?: readonly Schemas['MunicipalityProgress'][];
}

/** A broadcast or a schedule of the API, to be written on; `here` is the municipality that it lies in. */
export function compositionOf(kept: Kept, here: string): Composition {
  const { author, ...content } = kept.content;
  return {
    text: content.text,
    kind: content.kind,
    author: { organization_id: author.organization_id, name: author.name, post: author.post },
    attachments: content.attachments,
    asksAcknowledgement: content.asks_acknowledgement,
    pinMinutes: content.pin_minutes,
    audience: kept.audience.map(askedAgain),
    municipalityIds: (kept.municipalities ?? [])
      .map(({ municipality_id: id }) => id)
      .filter((id) => id !== here),
  };
}

/** A part of an audience with nothing but what narrows it. */
function askedAgain(part: Schemas['AudiencePart']): Part {
  const narrows = Object.entries(part).filter(([, value]) =>
    Array.isArray(value) ? value.length > 0 : Boolean(value),
  );
  return { ask: Object.fromEntries(narrows) };
}

/** What is said, as the API takes it. */
export function contentAsk(written: Composition): Schemas['ContentAsk'] {
  return {
    text: written.text,
    kind: written.kind,
    author: written.author,
    attachment_ids: written.attachments.map(({ id }) => id),
    asks_acknowledgement: written.asksAcknowledgement,
    pin_minutes: written.pinMinutes,
  };
}

/** To whom, as the API takes it. */
export function audienceAsk({ audience }: Composition): Schemas['AudiencePartAsk'][] {
  return audience.map(({ ask }) => ask);
}

// Whoever leaves a message for a look at something else finds it as they left it, while the app is open.
const unsent = new Map<string, Composition>();

/** The message of this name as it is being written; begins with `initial`. */
export function useComposition(name: string, initial: Composition) {
  const [written, setWritten] = useState(() => unsent.get(name) ?? initial);
  const change = (part: Partial<Composition>): void =>
    setWritten((before) => {
      const after = { ...before, ...part };
      unsent.set(name, after);
      return after;
    });
  return { written, change };
}

/** Forgets a message: it was sent, or is kept by the API. */
export function forgetComposition(name: string): void {
  unsent.delete(name);
}

/** Begins a message of this name anew, with this in it. */
export function beginComposition(name: string, written: Composition): void {
  unsent.set(name, written);
}

/** The name of a message under which nothing is kept yet. */
export const NEW = 'new';

/** The name under which the message of a regular broadcast is changed. */
export function ofSchedule(scheduleId: string): string {
  return `schedule-${scheduleId}`;
}
