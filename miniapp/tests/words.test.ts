import { expect, test } from 'vitest';

import { initialsOf } from '../src/shared/ui/PersonCell';
import { counted, HOUSES, plural, timeLeft } from '../src/shared/ui/words';

test.each([
  [0, 'домов'],
  [1, 'дом'],
  [2, 'дома'],
  [4, 'дома'],
  [5, 'домов'],
  [11, 'домов'],
  [14, 'домов'],
  [21, 'дом'],
  [22, 'дома'],
  [111, 'домов'],
  [1001, 'дом'],
])('%i %s', (count, word) => {
  expect(plural(count, HOUSES)).toBe(word);
});

test('thousands are parted by a space that does not break', () => {
  expect(counted(10_000, HOUSES)).toBe('10\u00a0000 домов');
});

test.each([
  [10, 'меньше минуты'],
  [60, 'около 1 минуты'],
  [125, 'около 2 минут'],
  [7200, 'около 2 часов'],
])('%i seconds are «%s»', (seconds, words) => {
  expect(timeLeft(seconds)).toBe(words);
});

test.each([
  ['Марина Соколова', 'МС'],
  ['Ольга', 'О'],
  ['', ''],
  ['  id123 ', 'I'],
])('«%s» has the initials «%s»', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
