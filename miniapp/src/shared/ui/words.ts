/** Russian words around numbers and moments. */

const rules = new Intl.PluralRules('ru');
const numbers = new Intl.NumberFormat('ru');

/** The forms of a noun after 1, after 2, after 5: «дом», «дома», «домов». */
export type Forms = readonly [one: string, few: string, many: string];

export const HOUSES: Forms = ['дом', 'дома', 'домов'];
/** After «из»: «из 1 дома», «из 5 домов». */
export const OF_HOUSES: Forms = ['дома', 'домов', 'домов'];
/** After a verb that asks for whom: «1 человек», «2 человека». */
export const PEOPLE: Forms = ['человек', 'человека', 'человек'];
/** After «из»: «из 1 человека», «из 5 человек». */
export const OF_PEOPLE: Forms = ['человека', 'человек', 'человек'];
export const VOTES: Forms = ['голос', 'голоса', 'голосов'];
export const QUESTIONS: Forms = ['вопрос', 'вопроса', 'вопросов'];
/** After «из»: «из 1 вопроса», «из 5 вопросов». */
export const OF_QUESTIONS: Forms = ['вопроса', 'вопросов', 'вопросов'];
export const ROWS: Forms = ['строка', 'строки', 'строк'];
export const CHATS: Forms = ['чат', 'чата', 'чатов'];
export const RESIDENTS: Forms = ['участник', 'участника', 'участников'];
export const REPRESENTATIVES: Forms = ['представитель', 'представителя', 'представителей'];
export const FLATS: Forms = ['квартира', 'квартиры', 'квартир'];
export const ENTRANCES: Forms = ['подъезд', 'подъезда', 'подъездов'];

/** The form of a noun that goes with a number. */
export function plural(count: number, [one, few, many]: Forms): string {
  const category = rules.select(count);
  if (category === 'one') return one;
  return category === 'few' ? few : many;
}

/** A number with its noun: «1 дом», «10 000 домов». */
export function counted(count: number, forms: Forms): string {
  return `${numbers.format(count)} ${plural(count, forms)}`;
}

/** A number as Russians write it. */
export function inDigits(count: number): string {
  return numbers.format(count);
}

const dayAndTime = new Intl.DateTimeFormat('ru', {
  day: 'numeric',
  month: 'long',
  hour: '2-digit',
  minute: '2-digit',
});
const dayOfYear = new Intl.DateTimeFormat('ru', { day: 'numeric', month: 'long', year: 'numeric' });

/** A moment of this year with its time, of another with its year. */
export function moment(iso: string): string {
  const date = new Date(iso);
  const format = date.getFullYear() === new Date().getFullYear() ? dayAndTime : dayOfYear;
  return format.format(date);
}

/** How long something still takes, roughly. */
export function timeLeft(seconds: number): string {
  if (seconds < 60) return 'меньше минуты';
  const minutes = Math.round(seconds / 60);
  if (minutes < 60)
    return `около ${inDigits(minutes)} ${plural(minutes, ['минуты', 'минут', 'минут'])}`;
  const hours = Math.round(minutes / 60);
  return `около ${inDigits(hours)} ${plural(hours, ['часа', 'часов', 'часов'])}`;
}
