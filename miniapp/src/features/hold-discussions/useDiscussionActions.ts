import { useMutation, useQueryClient } from '@tanstack/react-query';

import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { useIdempotencyKey } from '../../shared/api/useIdempotencyKey';
import { useNotice } from '../../shared/ui/notices';
import { useWorkplace } from '../work-in-municipality/workplace';
import { type Discussion, discussionQuery } from './queries';

const ALL = '/api/v1/municipalities/{municipality_id}/discussions' as const;
const ONE = `${ALL}/{discussion_id}` as const;

/** What is done with a discussion, and the words that it needs. */
export type DiscussionAction =
  | { readonly do: 'move'; readonly body: Schemas['MoveDiscussionAsk'] }
  | { readonly do: 'cancel'; readonly body: Schemas['CancelDiscussionAsk'] }
  | { readonly do: 'extend' }
  | { readonly do: 'finish'; readonly body: Schemas['FinishDiscussionAsk'] };

const DONE: Readonly<Record<DiscussionAction['do'], string>> = {
  move: 'Обсуждение перенесено, жителям сообщили',
  cancel: 'Обсуждение отменено, жителям сообщили',
  extend: 'Обсуждение продлено на 15 минут',
  finish: 'Обсуждение завершено, итог отправлен в чаты домов',
};

/** Does something with a discussion. */
export function useDiscussionAction(discussionId: string) {
  const { id } = useWorkplace();
  const show = useNotice();
  const keep = useKeep();
  const params = { params: { path: { municipality_id: id, discussion_id: discussionId } } };
  return useMutation({
    mutationFn: (action: DiscussionAction): Promise<Discussion> => {
      switch (action.do) {
        case 'move':
          return ask(api.POST(`${ONE}/move`, { ...params, body: action.body }));
        case 'cancel':
          return ask(api.POST(`${ONE}/cancel`, { ...params, body: action.body }));
        case 'extend':
          return ask(api.POST(`${ONE}/extend`, params));
        case 'finish':
          return ask(api.POST(`${ONE}/finish`, { ...params, body: action.body }));
      }
    },
    onSuccess: (discussion, action) => {
      keep(discussion);
      show({ text: DONE[action.do] });
    },
  });
}

/** Schedules a discussion of a question. */
export function useScheduling() {
  const { id } = useWorkplace();
  const show = useNotice();
  const keep = useKeep();
  const { keyOf: idempotencyKey, done } = useIdempotencyKey();
  return useMutation({
    mutationFn: (body: Schemas['ScheduleDiscussionAsk']) =>
      ask(
        api.POST(ALL, {
          params: {
            path: { municipality_id: id },
            header: { 'Idempotency-Key': idempotencyKey(body) },
          },
          body,
        }),
      ),
    onSuccess: (discussion) => {
      done();
      keep(discussion);
      show({ text: 'Обсуждение назначено: жители узнают о нём, как только будет готов чат' });
    },
  });
}

function useKeep(): (discussion: Discussion) => void {
  const { id } = useWorkplace();
  const client = useQueryClient();
  return (discussion) => {
    client.setQueryData(discussionQuery(id, discussion.id).queryKey, discussion);
    void client.invalidateQueries({ queryKey: keyOf(id, 'discussions', 'list') });
    void client.invalidateQueries({ queryKey: keyOf(id, 'discussions', 'time') });
    void client.invalidateQueries({ queryKey: keyOf(id, 'questions') });
  };
}
