import { queryOptions } from '@tanstack/react-query';

import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';

export type Open311 = Schemas['Open311'];

/** How an organisation exchanges complaints with us. */
export const open311Query = (id: string, organizationId: string) =>
  queryOptions({
    queryKey: keyOf(id, 'open311', organizationId),
    queryFn: ({ signal }) =>
      ask(
        api.GET(
          '/api/v1/municipalities/{municipality_id}/organizations/{organization_id}/open311',
          {
            params: { path: { municipality_id: id, organization_id: organizationId } },
            signal,
          },
        ),
      ),
  });
