import { useMutation, useQueryClient } from '@tanstack/react-query';

import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { useIdempotencyKey } from '../../shared/api/useIdempotencyKey';
import { useErrorNotice, useNotice } from '../../shared/ui/notices';
import { useWorkplace } from '../work-in-municipality/workplace';

export type StaffRole = Schemas['MemberAsk']['role'];

/** What is common to changes of the staff: the list is fetched anew, a refusal is shown. */
function useStaffChange() {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const onError = useErrorNotice();
  const onSettled = () => client.invalidateQueries({ queryKey: keyOf(id, 'members') });
  return { id, show: useNotice(), rest: { onError, onSettled } };
}

/** Makes a person an employee or an administrator. */
export function useAddMember(onDone: () => void) {
  const { id, show, rest } = useStaffChange();
  const { keyOf: idempotencyKey, done } = useIdempotencyKey();
  return useMutation({
    ...rest,
    mutationFn: (body: Schemas['MemberAsk']) =>
      ask(
        api.POST('/api/v1/municipalities/{municipality_id}/members', {
          params: {
            path: { municipality_id: id },
            header: { 'Idempotency-Key': idempotencyKey(body) },
          },
          body,
        }),
      ),
    onSuccess: ({ person }) => {
      done();
      show({ text: `В списке: ${person.name}` });
      onDone();
    },
  });
}

/** Changes what a member is. */
export function useChangeRole(onDone: () => void) {
  const { id, show, rest } = useStaffChange();
  return useMutation({
    ...rest,
    mutationFn: ({ vkId, role }: { vkId: number; role: StaffRole }) =>
      ask(
        api.PUT('/api/v1/municipalities/{municipality_id}/members/{vk_id}', {
          params: { path: { municipality_id: id, vk_id: vkId } },
          body: { role },
        }),
      ),
    onSuccess: () => {
      show({ text: 'Роль изменена' });
      onDone();
    },
  });
}

/** Removes a member; it can be undone as long as the notice stands. */
export function useRemoveMember(onDone: () => void) {
  const { id, show, rest } = useStaffChange();
  const undo = useAddMember(() => undefined);
  return useMutation({
    ...rest,
    mutationFn: ({ person }: Schemas['Member']) =>
      ask(
        api.DELETE('/api/v1/municipalities/{municipality_id}/members/{vk_id}', {
          params: { path: { municipality_id: id, vk_id: person.vk_id } },
        }),
      ),
    onSuccess: (_, { person, roles }) => {
      const role = roles.some((each) => each.role === 'administrator')
        ? 'administrator'
        : 'employee';
      show({
        text: `Доступ закрыт: ${person.name}`,
        action: {
          text: 'Вернуть',
          do: () => undo.mutate({ reference: String(person.vk_id), role }),
        },
      });
      onDone();
    },
  });
}
