import { http, HttpResponse } from 'msw';
import { expect, test } from 'vitest';

import { api, ask } from '../src/shared/api/client';
import { ApiProblem, explain, isSignedOut, mayPass, Unreachable } from '../src/shared/api/problem';
import { API } from './render';
import { server } from './setup';

const problem = (status: number, code: string, errors: object[] = []) =>
  HttpResponse.json(
    {
      type: `urn:domovye-chaty:problem:${code}`,
      title: 'Чат этого дома уже есть.',
      status,
      code,
      detail: 'Найдите дом в списке.',
      errors,
      trace: 'abc',
    },
    { status, headers: { 'Content-Type': 'application/problem+json' } },
  );

async function failed(answer: Response): Promise<unknown> {
  server.use(http.get(API, () => answer));
  const request = api.GET('/api/v1/municipalities/{municipality_id}', {
    params: { path: { municipality_id: 'm1' } },
  });
  return ask(request).then(
    () => 'it was answered',
    (error: unknown) => error,
  );
}

test('a refusal speaks in the words of the API', async () => {
  const error = await failed(problem(409, 'house_exists'));
  expect(error).toBeInstanceOf(ApiProblem);
  expect(explain(error)).toEqual({
    title: 'Чат этого дома уже есть.',
    action: 'Найдите дом в списке.',
    trace: 'abc',
  });
});

test('what is wrong with fields is told in place of the general advice', async () => {
  const error = await failed(
    problem(422, 'request_invalid', [{ field: 'address', message: 'Укажите номер дома' }]),
  );
  expect(explain(error).action).toBe('Укажите номер дома');
  expect((error as ApiProblem).fieldError('address')).toBe('Укажите номер дома');
  expect((error as ApiProblem).fieldError('title')).toBe('');
});

test('no network is told apart from a refusal', async () => {
  const error = await failed(HttpResponse.error());
  expect(error).toBeInstanceOf(Unreachable);
  expect(explain(error).title).toBe('Сервер не отвечает');
});

test('a page of some gateway in place of the API is as good as no answer', async () => {
  const error = await failed(new Response('<h1>502</h1>', { status: 502 }));
  expect(error).toBeInstanceOf(Unreachable);
});

test.each([
  [401, 'session_expired', true, false],
  [403, 'forbidden', false, false],
  [429, 'too_many_requests', false, true],
  [503, 'vk_unavailable', false, true],
])('%i: signed out %s, may pass by itself %s', async (status, code, signedOut, passes) => {
  const error = await failed(problem(status, code));
  expect(isSignedOut(error)).toBe(signedOut);
  expect(mayPass(error)).toBe(passes);
});
