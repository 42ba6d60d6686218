import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { expect, test } from 'vitest';

import { Representatives } from '../src/pages/organization/Representatives';
import { API, renderScreen } from './render';
import { server } from './setup';

const PERSON = { vk_id: 7, name: 'Сергей Уткин', photo_url: '' };
const OF = `${API}/organizations/o1/representatives`;

const representative = (looksAfter: 'all' | 'chosen') => ({
  person: PERSON,
  organization_id: 'o1',
  looks_after: looksAfter,
  looks_after_title: looksAfter === 'all' ? 'все дома организации' : 'выбранные дома',
  houses_count: 3,
});

test('who was found can be added, and whoever is there looks after other houses from now on', async () => {
  const said: unknown[] = [];
  let there: object[] = [];
  server.use(
    http.get(OF, () => HttpResponse.json({ items: there })),
    http.get(`${API}/people`, () =>
      HttpResponse.json({ person: PERSON, screen_name: 'utkin', roles: [] }),
    ),
    http.post(OF, async ({ request }) => {
      said.push(await request.json());
      there = [representative('all')];
      return HttpResponse.json(there[0], { status: 201 });
    }),
    http.put(`${OF}/7`, async ({ request }) => {
      said.push(await request.json());
      there = [representative('chosen')];
      return HttpResponse.json(there[0]);
    }),
  );
  renderScreen(<Representatives organizationId="o1" />, ['edit_organizations']);
  await userEvent.click(await screen.findByRole('button', { name: 'Добавить представителя' }));
  await userEvent.type(await screen.findByLabelText('Кто'), '@utkin');
  const add = within(screen.getByRole('dialog')).getByRole('button', { name: 'Добавить' });
  expect(add).toBeDisabled();
  await waitFor(() => expect(add).toBeEnabled());
  await userEvent.click(add);
  await userEvent.click(await screen.findByRole('button', { name: /Сергей Уткин.*все дома/ }));
  await userEvent.click(await screen.findByLabelText(/За выбранные дома/));
  await userEvent.click(screen.getByRole('button', { name: 'Сохранить' }));
  expect(await screen.findByText('выбранные дома · 3 дома')).toBeVisible();
  expect(said).toEqual([{ reference: '@utkin', looks_after: 'all' }, { looks_after: 'chosen' }]);
});
