import { useMutation, useQueryClient } from '@tanstack/react-query';

import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { useErrorNotice, useNotice } from '../../shared/ui/notices';
import { counted, type Forms, HOUSES } from '../../shared/ui/words';
import { useWorkplace } from '../work-in-municipality/workplace';
import type { Task } from './queries';

/** A task of some houses. */
export interface Concern {
  readonly task: Task;
  readonly houseIds: readonly string[];
}

export interface SnoozeChoice {
  readonly reason: string;
  /** Null is for good. */
  readonly until: string | null;
}

const ADMINISTRATORS: Forms = ['администратору', 'администраторам', 'администраторам'];
const CHATS_RIGHT: Forms = ['чат в порядке', 'чата в порядке', 'чатов в порядке'];
/** After «не дошло до»: whom nobody could write to. */
const PEOPLE: Forms = ['администратора', 'администраторов', 'администраторов'];

/** What employees do about tasks; `onDone` once it is done. */
export function useMending(onDone: () => void) {
  const { id } = useWorkplace();
  const show = useNotice();
  const after = useAfter(onDone);
  const params = { path: { municipality_id: id } };

  const bringBack = useMutation({
    mutationFn: ({ task, houseIds }: Concern) =>
      ask(
        api.POST('/api/v1/municipalities/{municipality_id}/health/returns', {
          params,
          body: { task, house_ids: [...houseIds] },
        }),
      ),
    ...after(({ changed }: Schemas['HealthChanged']) =>
      show({ text: `Возвращено: ${counted(changed, HOUSES)}` }),
    ),
  });
  const snooze = useMutation({
    mutationFn: ({ task, houseIds, reason, until }: Concern & SnoozeChoice) =>
      ask(
        api.POST('/api/v1/municipalities/{municipality_id}/health/snoozes', {
          params,
          body: { task, house_ids: [...houseIds], reason, until },
        }),
      ),
    ...after(({ changed }: Schemas['HealthChanged'], concern: Concern) =>
      show({
        text: `Отложено: ${counted(changed, HOUSES)}`,
        action: { text: 'Отменить', do: () => bringBack.mutate(concern) },
      }),
    ),
  });
  const remind = useMutation({
    mutationFn: ({ task, houseIds }: Concern) =>
      ask(
        api.POST('/api/v1/municipalities/{municipality_id}/health/reminders', {
          params,
          body: { task, house_ids: [...houseIds] },
        }),
      ),
    ...after(({ sent, lately, unreachable }: Schemas['RemindersAnswer']) =>
      show({
        text: sent ? `Напомнили ${counted(sent, ADMINISTRATORS)}` : 'Напоминать некому',
        subtitle: [
          ...(lately ? ['Сегодня уже напоминали.'] : []),
          ...(unreachable
            ? [`Бот не может написать: ${counted(unreachable, PEOPLE)} нет на связи.`]
            : []),
        ].join(' '),
        isError: sent === 0,
      }),
    ),
  });
  const check = useMutation({
    mutationFn: ({ houseIds }: Concern) =>
      ask(
        api.POST('/api/v1/municipalities/{municipality_id}/health/checks', {
          params,
          body: { house_ids: [...houseIds] },
        }),
      ),
    ...after(({ right, wrong, troubles }: Schemas['HealthCheckAnswer']) =>
      show({
        text: wrong ? 'Права ещё не вернули' : counted(right, CHATS_RIGHT),
        subtitle: troubles.join(' '),
        isError: wrong > 0,
      }),
    ),
  });
  return { bringBack, snooze, remind, check };
}

/** Closing one of a house's two chats, and opening it again. */
export function useClosing(onDone?: () => void) {
  const { id } = useWorkplace();
  const show = useNotice();
  const after = useAfter(onDone);
  const of = (houseId: string) => ({
    params: { path: { municipality_id: id, house_id: houseId } },
  });
  const reopen = useMutation({
    mutationFn: (houseId: string) =>
      ask(
        api.POST(
          '/api/v1/municipalities/{municipality_id}/houses/{house_id}/reopening',
          of(houseId),
        ),
      ),
    ...after(() => show({ text: 'Чат снова открыт' })),
  });
  const close = useMutation({
    mutationFn: (houseId: string) =>
      ask(
        api.POST('/api/v1/municipalities/{municipality_id}/houses/{house_id}/closing', of(houseId)),
      ),
    ...after((_, houseId: string) =>
      show({
        text: 'Чат закрыт, жители приглашены в другой',
        action: { text: 'Отменить', do: () => reopen.mutate(houseId) },
      }),
    ),
  });
  return { close, reopen };
}

/** What follows each change: the words for it, then fresh lists. */
function useAfter(onDone?: () => void) {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const onError = useErrorNotice();
  return <Answer, Given>(tell: (answer: Answer, given: Given) => void) => ({
    onSuccess: (answer: Answer, given: Given) => {
      tell(answer, given);
      onDone?.();
    },
    onError,
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(id, 'houses') }),
  });
}
