import { expect, test } from 'vitest';

import { inWords as audienceInWords } from '../src/features/send-broadcasts/audience';
import { compositionOf } from '../src/features/send-broadcasts/composition';
import { secondsUntil } from '../src/features/send-broadcasts/countdown';
import {
  blanksIn,
  headingOf,
  lengthWithHeading,
  vkLength,
  withBlanksFilled,
} from '../src/features/send-broadcasts/message';
import {
  inWords,
  readTimeOfDay,
  timeOfDay,
  usualRecurrence,
} from '../src/features/send-broadcasts/recurrence';

test('an emoji counts as two characters, as VK counts', () => {
  expect(vkLength('Вода 💧')).toBe(7);
  expect(lengthWithHeading('Авария', 'Воды нет')).toBe(6 + 2 + 8);
});

test('blanks of a template are found and filled, each at its place', () => {
  const text = 'С [[начало]] до [[конец]]: {адрес}, [[начало]]';
  expect(blanksIn(text).map(({ name }) => name)).toEqual(['начало', 'конец', 'начало']);
  expect(withBlanksFilled(text, ['9:00', '', ' 10:00 '])).toBe(
    'С 9:00 до [[конец]]: {адрес}, 10:00',
  );
  expect(withBlanksFilled('Без пропусков', [])).toBe('Без пропусков');
});

test('a heading has only what is known of who speaks', () => {
  const author = { organization: 'ООО «Уют»', name: '', post: ' инженер ' };
  expect(headingOf('🚨 Авария', author)).toBe('🚨 Авария\nООО «Уют»\nинженер');
  expect(headingOf('🚨 Авария', { organization: '', name: '', post: '' })).toBe('🚨 Авария');
});

test('seconds run down to nothing, and not below', () => {
  expect(secondsUntil(15, 1000, 1000)).toBe(15);
  expect(secondsUntil(15, 1000, 1100)).toBe(15);
  expect(secondsUntil(15, 1000, 15_999)).toBe(1);
  expect(secondsUntil(15, 1000, 60_000)).toBe(0);
});

test('a recurrence is said as the API says it', () => {
  const usual = { ...usualRecurrence(), hour: 9, minute: 5 };
  expect(inWords(usual)).toBe('каждое 20-е число в 09:05');
  expect(inWords({ ...usual, frequency: 'weekly', weekday: 7 })).toBe('по воскресеньям в 09:05');
  expect(inWords({ ...usual, frequency: 'daily' })).toBe('каждый день в 09:05');
});

test('a time of day is read as it is shown, and not while it is being typed', () => {
  expect(readTimeOfDay(timeOfDay({ hour: 7, minute: 30 }))).toEqual({ hour: 7, minute: 30 });
  expect(readTimeOfDay('7:')).toBeNull();
});

const KNOWN = {
  organizations: new Map([['o1', 'ООО «Уют»']]),
  groups: new Map([['g1', 'Дома у реки']]),
};

test.each([
  [{ ask: {} }, 'Все дома'],
  [{ ask: { group_id: 'g1' } }, 'Дома у реки'],
  [{ ask: { list_id: 'l1' }, count: 2 }, 'Список из таблицы: 2 дома'],
  [{ ask: { house_ids: ['a', 'b'] }, names: ['Мира, 1', 'Мира, 3'] }, 'Мира, 1; Мира, 3'],
  [{ ask: { house_ids: ['a'] } }, 'Выбрано: 1 дом'],
  [
    { ask: { settlement: 'г. Каменск', street: 'ул. Мира', organization_id: 'o1', tag: 'лифт' } },
    'г. Каменск, ул. Мира · ООО «Уют» · метка «лифт»',
  ],
])('a part of an audience in words: %j', (part, words) => {
  expect(audienceInWords(part, KNOWN)).toBe(words);
});

test('a kept audience is asked for again without what does not narrow it', () => {
  const nothing = {
    settlement: '',
    street: '',
    organization_id: '',
    tag: '',
    state: null,
    administrator: null,
    nobody_joined: false,
    house_ids: [],
    list_id: '',
    group_id: '',
  };
  const content = {
    text: 'Воды нет',
    kind: 'ordinary' as const,
    kind_title: 'обычное',
    author: { organization_id: '', organization: 'Каменск', name: '', post: '' },
    attachments: [],
    asks_acknowledgement: false,
    pin_minutes: 0,
  };
  const audience = [nothing, { ...nothing, street: 'ул. Мира' }];
  const municipalities = ['m1', 'm2'].map((id) => ({
    municipality_id: id,
    name: id,
    counts: { houses: 0, waiting: 0, done: 0, failed: 0, unknown: 0, cancelled: 0, percent: 0 },
  }));
  const written = compositionOf({ content, audience, municipalities }, 'm1');
  expect(written.audience).toEqual([{ ask: {} }, { ask: { street: 'ул. Мира' } }]);
  expect(written.municipalityIds).toEqual(['m2']);
});
