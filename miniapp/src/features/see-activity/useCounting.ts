import { useMutation, useQueryClient } from '@tanstack/react-query';

import { api, ask } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { useErrorNotice } from '../../shared/ui/notices';
import { useWorkplace } from '../work-in-municipality/workplace';

/** Has the municipality counted now; the figures follow by themselves. */
export function useCounting() {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const onError = useErrorNotice();
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      ask(
        api.POST('/api/v1/municipalities/{municipality_id}/activity/count', {
          params: { path: { municipality_id: id } },
        }),
      ),
    onError,
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(id, 'activity') }),
  });
  return { count: () => mutate(), isPending };
}
