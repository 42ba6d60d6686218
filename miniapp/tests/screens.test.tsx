import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { beforeEach, expect, test } from 'vitest';

import HousesPage from '../src/pages/houses/HousesPage';
import MembersPage from '../src/pages/members/MembersPage';
import NewHousePage from '../src/pages/new-house/NewHousePage';
import type { Schemas } from '../src/shared/api/client';
import { API, renderScreen } from './render';
import { server } from './setup';

const HOUSE: Schemas['HouseItem'] = {
  id: 'a'.repeat(20),
  title: 'ул. Ленина, 5',
  address: 'г. Екатеринбург, ул. Ленина, д. 5',
  settlement: 'г. Екатеринбург',
  state: 'live',
  state_title: 'работает',
  failure: null,
  trouble: null,
  administrator: null,
  onboarding: 'nobody',
  onboarding_title: 'не назначен',
  company: '',
  organization_id: null,
  invite_link: 'https://vk.me/join/x',
  members_count: 21,
  apartments: 0,
  is_silent: false,
};

const COUNTERS = {
  total: 1,
  waiting: 0,
  live: 1,
  failed: 0,
  without_administrator: 1,
  nobody_joined: 0,
};

beforeEach(() => {
  const community = {
    group_id: 1,
    name: 'Чаты',
    screen_name: 'c',
    state: 'active',
    title: '',
    action: '',
    paused_until: null,
  };
  server.use(
    http.get(API, () =>
      HttpResponse.json({
        id: 'm1',
        name: 'Екатеринбург',
        region: '',
        roles: [],
        may: [],
        community,
        bot_may_write: true,
        counters: COUNTERS,
      }),
    ),
  );
});

const houses = (items: Schemas['HouseItem'][]) =>
  http.get(`${API}/houses`, () => HttpResponse.json({ items, next_cursor: null }));

test('a house is shown with who joined and who looks after it', async () => {
  server.use(houses([HOUSE]));
  renderScreen(<HousesPage />);
  expect(await screen.findByRole('button', { name: /ул\. Ленина, 5/ })).toHaveTextContent(
    '21 участник · без администратора',
  );
});

test('a chat that only people can mend is told from the others', async () => {
  const trouble = {
    code: 'chat_out_of_sight',
    title: 'Сообщество удалили из чата.',
    action: '',
    since: null,
  };
  server.use(houses([{ ...HOUSE, trouble }]));
  renderScreen(<HousesPage />);
  expect(await screen.findByRole('button', { name: /ул\. Ленина, 5/ })).toHaveTextContent(
    'Сообщество удалили из чата.',
  );
});

test('a municipality without houses says how to get the first ones', async () => {
  server.use(houses([]));
  renderScreen(<HousesPage />);
  expect(await screen.findByText('Домов пока нет')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Загрузить таблицу' })).toBeVisible();
});

test('a list that cannot be had is asked for again by a button', async () => {
  server.use(http.get(`${API}/houses`, () => HttpResponse.json(PROBLEM, { status: 500 })));
  renderScreen(<HousesPage />);
  const retry = await screen.findByRole('button', { name: 'Повторить' });
  expect(screen.getByRole('alert')).toHaveTextContent('Что-то сломалось у нас.');
  server.use(houses([HOUSE]));
  await userEvent.click(retry);
  expect(await screen.findByRole('button', { name: /ул\. Ленина, 5/ })).toBeVisible();
});

const PROBLEM = {
  type: '',
  title: 'Что-то сломалось у нас.',
  status: 500,
  code: 'internal_error',
  detail: 'Повторите позже.',
  errors: [],
  trace: '0123456789abcdef',
};

test('a house that is there already stops its second creation and can be opened', async () => {
  server.use(
    http.post(`${API}/houses/check`, () =>
      HttpResponse.json({
        is_understood: true,
        message: 'Чат этого дома уже есть.',
        address: HOUSE.address,
        title: HOUSE.title,
        existing: HOUSE,
      }),
    ),
  );
  renderScreen(<NewHousePage />);
  await userEvent.type(screen.getByLabelText('Адрес'), 'Ленина 5');
  expect(await screen.findByText('Чат этого дома уже есть.')).toBeVisible();
  expect(screen.getByRole('button', { name: /ул\. Ленина, 5/ })).toBeVisible();
  expect(screen.getByRole('button', { name: 'Создать чат' })).toBeDisabled();
});

test('a creation whose answer was lost is repeated with the same key', async () => {
  const keys: (string | null)[] = [];
  server.use(
    http.post(`${API}/houses/check`, () =>
      HttpResponse.json({
        is_understood: true,
        message: '',
        address: HOUSE.address,
        title: HOUSE.title,
        existing: null,
      }),
    ),
    http.post(`${API}/houses`, ({ request }) => {
      keys.push(request.headers.get('Idempotency-Key'));
      return HttpResponse.error();
    }),
  );
  renderScreen(<NewHousePage />);
  await userEvent.type(screen.getByLabelText('Адрес'), 'Ленина 5');
  const create = screen.getByRole('button', { name: 'Создать чат' });
  await waitFor(() => expect(create).toBeEnabled());
  await userEvent.click(create);
  await screen.findByText('Сервер не отвечает');
  await userEvent.click(create);
  await waitFor(() => expect(keys).toHaveLength(2));
  expect(keys[0]).toMatch(/^[\w-]{16,}$/);
  expect(keys[1]).toBe(keys[0]);
});

test('whoever may only look at employees is not offered to change them', async () => {
  const person = { vk_id: 7, name: 'Анна Дальнева', photo_url: '' };
  server.use(
    http.get(`${API}/members`, () =>
      HttpResponse.json({
        items: [
          {
            person,
            roles: [{ role: 'employee', title: 'сотрудник' }],
            organizations: [],
            added_at: '2026-11-01T00:00:00Z',
            added_by: '',
            is_me: false,
          },
        ],
        next_cursor: null,
      }),
    ),
  );
  renderScreen(<MembersPage />, ['see_members']);
  expect(await screen.findByText('Анна Дальнева')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Добавить сотрудника' })).not.toBeInTheDocument();
});
