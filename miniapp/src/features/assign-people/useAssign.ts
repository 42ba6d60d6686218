import { useMutation, useQueryClient } from '@tanstack/react-query';

import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { useErrorNotice, useNotice } from '../../shared/ui/notices';
import { useWorkplace } from '../work-in-municipality/workplace';

type Change = Omit<Partial<Schemas['AssignmentAsk']>, 'house_ids'>;

export interface Assignment {
  readonly change: Change;
  /** What to say once it is done. */
  readonly done: string;
  /** What takes it back, where that can be told. */
  readonly undo?: Change;
}

/** Names people and bots of houses, or takes them away. */
export function useAssign(houseIds: string[], onDone?: () => void) {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const show = useNotice();
  const showError = useErrorNotice();
  // Kept with the request, since whoever undoes it may have chosen other houses meanwhile.
  const assigned = useMutation({
    mutationFn: ({ change, of = houseIds }: Assignment & { readonly of?: string[] }) =>
      ask(
        api.POST('/api/v1/municipalities/{municipality_id}/houses/assignments', {
          params: { path: { municipality_id: id } },
          body: { ...change, house_ids: of },
        }),
      ),
    onSuccess: (_, { done, undo, of = houseIds }) => {
      const takeBack = (): void => assigned.mutate({ change: undo ?? {}, done: 'Отменено', of });
      show({ text: done, ...(undo && { action: { text: 'Отменить', do: takeBack } }) });
      onDone?.();
    },
    onError: showError,
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(id, 'houses') }),
  });
  return assigned;
}
