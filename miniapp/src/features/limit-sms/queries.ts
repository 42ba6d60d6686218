import { queryOptions } from '@tanstack/react-query';

import { api, ask } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';

/** Whether and how many SMS the municipality sends, and how many were today. */
export const smsQuery = (id: string) =>
  queryOptions({
    queryKey: keyOf(id, 'sms'),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/sms', {
          params: { path: { municipality_id: id } },
          signal,
        }),
      ),
  });
