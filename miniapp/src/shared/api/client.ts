/** The API, typed by its own OpenAPI document (`npm run api`). */
import createClient, { type FetchResponse } from 'openapi-fetch';

import { ApiProblem, Unreachable } from './problem';
import type { components, paths } from './schema';

/** The records of the API by their names in its document. */
export type Schemas = components['schemas'];

// Where the API is when it is not where the app is: given at the build.
const baseUrl = (import.meta.env.VITE_API_URL as string | undefined) ?? window.location.origin;

let token = '';

/** From now on requests are made in this session. */
export function actAs(fresh: string): void {
  token = fresh;
}

/** The requests of the API; give them to `ask`. */
export const api = createClient<paths>({
  baseUrl,
  // Looked up at each call, so that tests can stand in for it.
  fetch: (request) => globalThis.fetch(request),
});

api.use({
  onRequest({ request }) {
    if (token) request.headers.set('Authorization', `Bearer ${token}`);
  },
});

/**
 * What the API answers.
 * @throws {ApiProblem} it refused.
 * @throws {Unreachable} it could not be asked, or what answered was not it.
 */
export async function ask<T extends Record<string | number, unknown>, O>(
  request: Promise<FetchResponse<T, O, `${string}/${string}`>>,
): Promise<NonNullable<FetchResponse<T, O, `${string}/${string}`>['data']>> {
  const { data, error } = await request.catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Unreachable('', { cause });
  });
  if (data) return data;
  if (isProblem(error)) throw new ApiProblem(error);
  throw new Unreachable();
}

function isProblem(error: unknown): error is Schemas['Problem'] {
  return typeof error === 'object' && error !== null && 'code' in error && 'title' in error;
}
