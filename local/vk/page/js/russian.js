/** Numbers and times in Russian. */

const MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(" ");

/** `plural(5, "участник", "участника", "участников")` is "5 участников"; thousands stand apart. */
export function plural(count, one, few, many) {
  const tens = Math.abs(count) % 100;
  const units = tens % 10;
  const isTeen = tens > 10 && tens < 20;
  const word = !isTeen && units === 1 ? one : !isTeen && units >= 2 && units <= 4 ? few : many;
  return `${count.toLocaleString("ru-RU")}\u00a0${word}`;
}

export function membersText(count) {
  return plural(count, "участник", "участника", "участников");
}

export function messagesText(count) {
  return plural(count, "сообщение", "сообщения", "сообщений");
}

/** "14:05"; `seconds` is VK's date. */
export function timeText(seconds) {
  const date = new Date(seconds * 1000);
  return `${date.getHours()}:${String(date.getMinutes()).padStart(2, "0")}`;
}

/** "Сегодня", "Вчера", "21 ноября", "21 ноября 2025". */
export function dayText(seconds, now = new Date()) {
  const date = new Date(seconds * 1000);
  const age = daysBetween(date, now);
  if (age === 0) return "Сегодня";
  if (age === 1) return "Вчера";
  const day = `${date.getDate()} ${MONTHS[date.getMonth()]}`;
  return date.getFullYear() === now.getFullYear() ? day : `${day} ${date.getFullYear()}`;
}

/** For a row of a list: "14:05", "вчера", "21 ноя", "21.11.25". */
export function shortDate(seconds, now = new Date()) {
  const date = new Date(seconds * 1000);
  const age = daysBetween(date, now);
  if (age === 0) return timeText(seconds);
  if (age === 1) return "вчера";
  if (date.getFullYear() === now.getFullYear()) return `${date.getDate()} ${MONTHS[date.getMonth()].slice(0, 3)}`;
  const [day, month] = [date.getDate(), date.getMonth() + 1].map((part) => String(part).padStart(2, "0"));
  return `${day}.${month}.${date.getFullYear() % 100}`;
}

/** "сегодня в 14:05", "21 ноября в 14:05". */
export function momentText(seconds) {
  const day = dayText(seconds);
  return `${day[0].toLowerCase()}${day.slice(1)} в ${timeText(seconds)}`;
}

/** "12 КБ", "3,4 МБ". */
export function sizeText(bytes) {
  const units = ["Б", "КБ", "МБ"];
  const power = bytes < 1024 ? 0 : bytes < 1024 ** 2 ? 1 : 2;
  const size = bytes / 1024 ** power;
  return `${size.toLocaleString("ru-RU", { maximumFractionDigits: size < 10 && power ? 1 : 0 })}\u00a0${units[power]}`;
}

function daysBetween(date, now) {
  const midnight = (of) => Date.UTC(of.getFullYear(), of.getMonth(), of.getDate());
  return Math.round((midnight(now) - midnight(date)) / 86_400_000);
}
