/** Days of a person's own zone, as the API and as people name them. */

const inWords = new Intl.DateTimeFormat('ru', { weekday: 'long', day: 'numeric', month: 'long' });
const ofYear = new Intl.DateTimeFormat('ru', { month: 'long', year: 'numeric' });

/** A day as the API takes it: `2026-11-28`. */
export function dayOf(date: Date): string {
  const [month, day] = [date.getMonth() + 1, date.getDate()].map((each) =>
    String(each).padStart(2, '0'),
  );
  return `${date.getFullYear()}-${month}-${day}`;
}

/** A day in words: «суббота, 28 ноября». */
export function dayInWords(date: Date): string {
  return inWords.format(date);
}

/** A month in words: «ноябрь 2026 г.» */
export function monthInWords(date: Date): string {
  return ofYear.format(date);
}
