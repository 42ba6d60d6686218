import { queryOptions } from '@tanstack/react-query';

import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';

export type TextKind = Schemas['PreviewAsk']['kind'];

/** Texts that the municipality may change, with the standard ones. */
export const settingsQuery = (id: string) =>
  queryOptions({
    queryKey: keyOf(id, 'settings'),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/settings', {
          params: { path: { municipality_id: id } },
          signal,
        }),
      ),
  });

/** How a text will look, and what is wrong with it. */
export const previewQuery = (id: string, kind: TextKind, template: string) =>
  queryOptions({
    queryKey: keyOf(id, 'preview', kind, template),
    queryFn: ({ signal }) =>
      ask(
        api.POST('/api/v1/municipalities/{municipality_id}/texts/preview', {
          params: { path: { municipality_id: id } },
          body: { kind, template },
          signal,
        }),
      ),
    staleTime: Infinity,
  });
