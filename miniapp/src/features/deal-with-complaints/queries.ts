import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { cursorPages, cursorParam, flatPages } from '../../shared/api/pages';
import type { FigureFilter } from '../../shared/ui/PeriodCell';

export type Complaint = Schemas['Complaint'];
export type ComplaintItem = Schemas['ComplaintItem'];
export type ComplaintSettings = Schemas['ComplaintSettings'];

/** What the list of complaints is narrowed by. */
export interface ComplaintFilter extends FigureFilter {
  readonly state?: Schemas['ComplaintState'];
  readonly is_awaited?: boolean;
  readonly is_overdue?: boolean;
  readonly subject_id?: string;
  readonly organization_id?: string;
  readonly house_id?: string;
}

/** The complaints that the person may see, the late ones first. */
export const complaintsQuery = (id: string, filter: ComplaintFilter) =>
  infiniteQueryOptions({
    queryKey: keyOf(id, 'complaints', 'list', filter),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/complaints', {
          params: {
            path: { municipality_id: id },
            query: { ...filter, ...cursorParam(pageParam) },
          },
          signal,
        }),
      ),
    ...cursorPages,
    select: flatPages<ComplaintItem>,
  });

/** One complaint with everything that happened to it. */
export const complaintQuery = (id: string, complaintId: string) =>
  queryOptions({
    queryKey: keyOf(id, 'complaints', 'one', complaintId),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/complaints/{complaint_id}', {
          params: { path: { municipality_id: id, complaint_id: complaintId } },
          signal,
        }),
      ),
  });

/** The organisations that a complaint can be handed to. */
export const complaintAddresseesQuery = (id: string, complaintId: string) =>
  queryOptions({
    queryKey: keyOf(id, 'complaints', 'addressees', complaintId),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/complaints/{complaint_id}/addressees', {
          params: { path: { municipality_id: id, complaint_id: complaintId } },
          signal,
        }),
      ),
  });

/** What residents can complain about, who is responsible, and how soon. */
export const complaintSettingsQuery = (id: string) =>
  queryOptions({
    queryKey: keyOf(id, 'complaint-settings'),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/settings/complaints', {
          params: { path: { municipality_id: id } },
          signal,
        }),
      ),
  });
