import { beforeEach, expect, test, vi } from 'vitest';

import { ROUTES, findRoute } from '../src/app/routes';
import { currentPath, goBack, goTo, matchPath, replaceWith } from '../src/shared/router/router';

beforeEach(() => {
  window.history.replaceState(null, '', '#');
});

test.each([
  ['/m/:m/houses', '/m/a1/houses', { m: 'a1' }],
  ['/m/:m/houses/:house', '/m/a1/houses/b2', { m: 'a1', house: 'b2' }],
  ['/m/:m/houses', '/m/a1/houses/b2', null],
  ['/m/:m/houses', '/m//houses', null],
  ['/m/:m', '/m/%D0%B4%D0%BE%D0%BC', { m: 'дом' }],
  ['/m/:m', '/m/%E0%A4%A', { m: '%E0%A4%A' }],
])('%s against %s gives %o', (pattern, path, params) => {
  expect(matchPath(pattern, path)).toEqual(params);
});

test('the form of a new house is not taken for a house called «new»', () => {
  expect(findRoute('/m/a1/houses/new')?.route.id).toBe('new-house');
  expect(findRoute('/m/a1/houses/b2')?.route.id).toBe('house');
});

test('every screen has a name and a path of its own', () => {
  expect(new Set(ROUTES.map(({ id }) => id)).size).toBe(ROUTES.length);
  expect(new Set(ROUTES.map(({ pattern }) => pattern)).size).toBe(ROUTES.length);
});

test('every section of the menu has the screen that it opens', () => {
  const ids = ROUTES.map(({ id }) => id);
  for (const { story } of ROUTES) expect(ids).toContain(story);
});

test('going back from a screen that was opened by a link leads to the section and not out of the app', () => {
  replaceWith('/m/a1/houses/b2');
  goBack('/m/a1/houses');
  expect(currentPath()).toBe('/m/a1/houses');
});

test("a phone's own «Назад» counts, so that ours does not leave the app after it", async () => {
  window.history.replaceState(null, '', '#/m/a1/houses');
  goTo('/m/a1/houses/b2');
  window.history.back();
  await vi.waitFor(() => expect(currentPath()).toBe('/m/a1/houses'));
  goBack('/m/a1/more');
  expect(currentPath()).toBe('/m/a1/more');
});

test('opening a path changes the hash alone', () => {
  goTo('/m/a1/imports');
  expect(window.location.hash).toBe('#/m/a1/imports');
  expect(currentPath()).toBe('/m/a1/imports');
});
