/** When a regular broadcast leaves, in words: as lib/broadcasts/recurrence.py says it. */
import type { Schemas } from '../../shared/api/client';

export type Recurrence = Required<Schemas['RecurrenceAsk']>;

const WEEKDAYS_ON = [
  'понедельникам',
  'вторникам',
  'средам',
  'четвергам',
  'пятницам',
  'субботам',
  'воскресеньям',
];

export const WEEKDAYS = [
  'понедельник',
  'вторник',
  'среда',
  'четверг',
  'пятница',
  'суббота',
  'воскресенье',
];

/** Every month has a 28th. */
export const LAST_DAY = 28;

/** Where somebody begins who has chosen nothing: in the time zone of their device. */
export function usualRecurrence(): Recurrence {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return { frequency: 'monthly', hour: 10, minute: 0, time_zone: timeZone, weekday: 1, day: 20 };
}

/** When a kept broadcast leaves, as it is asked for again. */
export function asRecurrence(kept: Schemas['Recurrence']): Recurrence {
  const { frequency, hour, minute, time_zone, weekday, day } = kept;
  return { frequency, hour, minute, time_zone, weekday, day };
}

/** A time zone by its Russian name: «Екатеринбург, стандартное время». */
export function zoneInWords(timeZone: string): string {
  const format = new Intl.DateTimeFormat('ru', { timeZone, timeZoneName: 'long' });
  const named = format.formatToParts().find(({ type }) => type === 'timeZoneName');
  return named?.value ?? timeZone;
}

/** «каждое 20-е число в 10:00». */
export function inWords({ frequency, hour, minute, weekday, day }: Recurrence): string {
  const at = `в ${twoDigits(hour)}:${twoDigits(minute)}`;
  if (frequency === 'daily') return `каждый день ${at}`;
  if (frequency === 'weekly') return `по ${WEEKDAYS_ON[weekday - 1] ?? ''} ${at}`;
  return `каждое ${day}-е число ${at}`;
}

/** A time of day as fields have it: «10:00». */
export function timeOfDay({ hour, minute }: Pick<Recurrence, 'hour' | 'minute'>): string {
  return `${twoDigits(hour)}:${twoDigits(minute)}`;
}

/** What a field for a time of day says; nothing while it is being typed. */
export function readTimeOfDay(text: string): Pick<Recurrence, 'hour' | 'minute'> | null {
  const found = /^(\d{1,2}):(\d{2})$/.exec(text);
  return found ? { hour: Number(found[1]), minute: Number(found[2]) } : null;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
