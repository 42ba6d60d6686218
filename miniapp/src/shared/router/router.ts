/** Where the app is: a path behind the page's `#`, so that it works from any address without a server's help. */
import { useSyncExternalStore } from 'react';

/** The names of the parts of a path that begin with a colon, and what stands there. */
export type Params = Readonly<Record<string, string>>;

/** The path that is open now, beginning with `/`. */
export function currentPath(): string {
  const path = window.location.hash.replace(/^#/, '');
  return path.startsWith('/') ? path : `/${path}`;
}

/** What a path holds at the places that a pattern names; null where it does not fit: `/m/:m/houses`. */
export function matchPath(pattern: string, path: string): Params | null {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const text = decode(given[index] ?? '');
    if (part.startsWith(':') && text) params[part.slice(1)] = text;
    else if (part !== text) return null;
  }
  return params;
}

/**
 * How many screens of the app lie before the open one: where there are none, going back would leave the app. It is kept
 * in the browser's own entry, so that a phone's «Назад» and a reload are counted too.
 */
function depth(): number {
  const state = window.history.state as { readonly depth?: number } | null;
  return state?.depth ?? 0;
}

/** Opens a path. */
export function goTo(path: string): void {
  if (path === currentPath()) return;
  window.history.pushState({ depth: depth() + 1 }, '', `#${path}`);
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}

/** Opens a path in place of the one that is open. */
export function replaceWith(path: string): void {
  window.history.replaceState(window.history.state, '', `#${path}`);
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}

/** Goes back to where the person came from, or to `fallback` if they came by a link. */
export function goBack(fallback: string): void {
  if (depth() === 0) replaceWith(fallback);
  else window.history.back();
}

/** The path that is open, kept up to date. */
export function usePath(): string {
  return useSyncExternalStore(subscribe, currentPath);
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
