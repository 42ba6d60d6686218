import { useMutation, useQueryClient } from '@tanstack/react-query';

import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { useIdempotencyKey } from '../../shared/api/useIdempotencyKey';
import { useNotice } from '../../shared/ui/notices';
import { useWorkplace } from '../work-in-municipality/workplace';
import { type Question, questionQuery } from './queries';
import type { Wording } from './WordingFields';

const ONE = '/api/v1/municipalities/{municipality_id}/questions/{question_id}' as const;

/** What is done with a question, and the words that it needs. */
export type QuestionAction =
  | { readonly do: 'change'; readonly body: Schemas['ChangeQuestionAsk'] }
  | { readonly do: 'vote'; readonly body: Schemas['VoteAsk'] }
  | { readonly do: 'endVote' }
  | { readonly do: 'send' }
  | { readonly do: 'close'; readonly body: Schemas['ReasonAsk'] }
  | { readonly do: 'take' }
  | { readonly do: 'passOn'; readonly body: Schemas['PassOnAsk'] }
  | { readonly do: 'refuse'; readonly body: Schemas['ReasonAsk'] }
  | { readonly do: 'answer'; readonly body: Schemas['AnswerAsk'] };

const DONE: Readonly<Record<QuestionAction['do'], string>> = {
  change: 'Вопрос сохранён',
  vote: 'Голосование началось: сообщение уже в чате',
  endVote: 'Голосование закончено, досчитываем голоса',
  send: 'Вопрос отправлен официальным представителям',
  close: 'Вопрос закрыт',
  take: 'Вопрос взят в работу: жители это увидят',
  passOn: 'Вопрос передан',
  refuse: 'Вопрос возвращён',
  answer: 'Ответ отправлен в чат дома',
};

/** Does something with a question; the error is for the form that asked. */
export function useQuestionAction(questionId: string) {
  const { id } = useWorkplace();
  const show = useNotice();
  const keep = useKeepQuestion();
  const params = { params: { path: { municipality_id: id, question_id: questionId } } };
  return useMutation({
    mutationFn: (action: QuestionAction): Promise<Question> => {
      switch (action.do) {
        case 'change':
          return ask(api.PATCH(ONE, { ...params, body: action.body }));
        case 'vote':
          return ask(api.POST(`${ONE}/vote`, { ...params, body: action.body }));
        case 'endVote':
          return ask(api.POST(`${ONE}/vote/end`, params));
        case 'send':
          return ask(api.POST(`${ONE}/send`, params));
        case 'close':
          return ask(api.POST(`${ONE}/close`, { ...params, body: action.body }));
        case 'take':
          return ask(api.POST(`${ONE}/take`, { ...params, body: {} }));
        case 'passOn':
          return ask(api.POST(`${ONE}/pass-on`, { ...params, body: action.body }));
        case 'refuse':
          return ask(api.POST(`${ONE}/refuse`, { ...params, body: action.body }));
        case 'answer':
          return ask(api.POST(`${ONE}/answer`, { ...params, body: action.body }));
      }
    },
    onSuccess: (question, action) => {
      keep(question);
      show({ text: DONE[action.do] });
    },
  });
}

interface Asked {
  readonly houseId: string;
  readonly wording: Wording;
}

/** Raises a question of a house: a draft, until it is put to a vote or sent. A repetition after a failure goes on. */
export function useAskQuestion() {
  const { id } = useWorkplace();
  const keep = useKeepQuestion();
  const { keyOf: idempotencyKey, done } = useIdempotencyKey();
  return useMutation({
    mutationFn: async ({ houseId, wording }: Asked) => {
      const body = { house_id: houseId, text: wording.text };
      const raised = await ask(
        api.POST('/api/v1/municipalities/{municipality_id}/questions', {
          params: {
            path: { municipality_id: id },
            header: { 'Idempotency-Key': idempotencyKey(body) },
          },
          body,
        }),
      );
      if (!wording.subject && wording.organizationIds.length === 0) return raised;
      return ask(
        api.PATCH(ONE, {
          params: { path: { municipality_id: id, question_id: raised.item.id } },
          body: {
            ...(wording.subject && { subject: wording.subject }),
            organization_ids: [...wording.organizationIds],
          },
        }),
      );
    },
    onSuccess: (question) => {
      done();
      keep(question);
    },
  });
}

/** Starts a vote on which of several questions comes first, or ends it. */
export function usePriorityActions() {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const show = useNotice();
  const { keyOf: idempotencyKey, done } = useIdempotencyKey();
  const changed = (text: string): void => {
    void client.invalidateQueries({ queryKey: keyOf(id, 'questions') });
    show({ text });
  };
  const start = useMutation({
    mutationFn: (body: Schemas['PriorityAsk']) =>
      ask(
        api.POST('/api/v1/municipalities/{municipality_id}/priorities', {
          params: {
            path: { municipality_id: id },
            header: { 'Idempotency-Key': idempotencyKey(body) },
          },
          body,
        }),
      ),
    onSuccess: () => {
      done();
      changed('Голосование началось: сообщение уже в чате');
    },
  });
  const end = useMutation({
    mutationFn: (priorityId: string) =>
      ask(
        api.POST('/api/v1/municipalities/{municipality_id}/priorities/{priority_id}/end', {
          params: { path: { municipality_id: id, priority_id: priorityId } },
        }),
      ),
    onSuccess: () => changed('Голосование закончено, досчитываем голоса'),
  });
  return { start, end };
}

function useKeepQuestion(): (question: Question) => void {
  const { id } = useWorkplace();
  const client = useQueryClient();
  return (question) => {
    client.setQueryData(questionQuery(id, question.item.id).queryKey, question);
    void client.invalidateQueries({ queryKey: keyOf(id, 'questions', 'list') });
    void client.invalidateQueries({ queryKey: keyOf(id, 'questions', 'figures') });
  };
}
