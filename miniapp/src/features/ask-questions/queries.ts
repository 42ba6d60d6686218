import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { cursorPages, cursorParam, flatPages } from '../../shared/api/pages';
import type { FigureFilter } from '../../shared/ui/PeriodCell';

export type Question = Schemas['Question'];
export type QuestionItem = Schemas['QuestionItem'];

/** What the list of questions is narrowed by. */
export interface QuestionFilter extends FigureFilter {
  readonly house_id?: string;
  readonly state?: Schemas['QuestionState'];
  readonly is_awaited?: boolean;
  readonly is_overdue?: boolean;
  readonly organization_id?: string;
}

// Counts are edited every few seconds; nobody needs them sooner.
const VOTE_EVERY_MS = 5000;
const MOST_ON_A_BADGE = 20;

/** Questions, the late ones first. */
export const questionsQuery = (id: string, filter: QuestionFilter) =>
  infiniteQueryOptions({
    queryKey: keyOf(id, 'questions', 'list', filter),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/questions', {
          params: {
            path: { municipality_id: id },
            query: { ...filter, ...cursorParam(pageParam) },
          },
          signal,
        }),
      ),
    ...cursorPages,
    select: flatPages<QuestionItem>,
  });

/** One question; asked again and again while the chat votes on it. */
export const questionQuery = (id: string, questionId: string) =>
  queryOptions({
    queryKey: keyOf(id, 'questions', 'one', questionId),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/questions/{question_id}', {
          params: { path: { municipality_id: id, question_id: questionId } },
          signal,
        }),
      ),
    refetchInterval: ({ state: { data } }) =>
      data?.item.state === 'voting' ? VOTE_EVERY_MS : false,
  });

/** The organisations that a question of a house can concern. */
export const addresseesQuery = (id: string, houseId: string) =>
  queryOptions({
    queryKey: keyOf(id, 'questions', 'addressees', houseId),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/question-addressees', {
          params: { path: { municipality_id: id }, query: { house_id: houseId } },
          signal,
        }),
      ),
    staleTime: 60_000,
  });

/** Open questions of the house that say nearly the same as what is being written. */
export const similarQuery = (id: string, houseId: string, text: string) =>
  queryOptions({
    queryKey: keyOf(id, 'questions', 'similar', houseId, text),
    queryFn: ({ signal }) =>
      ask(
        api.POST('/api/v1/municipalities/{municipality_id}/questions/similar', {
          params: { path: { municipality_id: id } },
          body: { house_id: houseId, text },
          signal,
        }),
      ),
    enabled: text.trim().length > 9,
  });

/** How many questions wait for an answer, as far as a badge can say: «9», «20+». */
export const waitingQuery = (id: string) =>
  queryOptions({
    queryKey: keyOf(id, 'questions', 'list', 'waiting'),
    queryFn: async ({ signal }) => {
      const { items, next_cursor: next } = await ask(
        api.GET('/api/v1/municipalities/{municipality_id}/questions', {
          params: {
            path: { municipality_id: id },
            query: { is_awaited: true, limit: MOST_ON_A_BADGE },
          },
          signal,
        }),
      );
      return next ? `${MOST_ON_A_BADGE}+` : items.length ? String(items.length) : '';
    },
    staleTime: 60_000,
  });

/** The organisations that a question can be handed to. */
export const organizationsQuery = (id: string, questionId: string) =>
  queryOptions({
    queryKey: keyOf(id, 'questions', 'organizations', questionId),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/questions/{question_id}/organizations', {
          params: { path: { municipality_id: id, question_id: questionId } },
          signal,
        }),
      ),
  });

/** Texts with which an answer can begin. */
export const answerTemplatesQuery = (id: string) =>
  queryOptions({
    queryKey: keyOf(id, 'questions', 'templates'),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/answer-templates', {
          params: { path: { municipality_id: id } },
          signal,
        }),
      ),
    staleTime: Infinity,
  });

/** Votes of a house on what comes first; asked again while one goes on. */
export const prioritiesQuery = (id: string, houseId: string) =>
  queryOptions({
    queryKey: keyOf(id, 'questions', 'priorities', houseId),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/priorities', {
          params: { path: { municipality_id: id }, query: { house_id: houseId } },
          signal,
        }),
      ),
    refetchInterval: ({ state: { data } }) =>
      data?.items.some(({ ballot }) => ballot.is_open) ? VOTE_EVERY_MS : false,
  });

/** The same question of other houses. */
export const sameQuery = (id: string, questionId: string) =>
  queryOptions({
    queryKey: keyOf(id, 'questions', 'same', questionId),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/questions/{question_id}/same', {
          params: { path: { municipality_id: id, question_id: questionId } },
          signal,
        }),
      ),
  });

/** How an answer will look in the chat. */
export const answerPreviewQuery = (
  id: string,
  questionId: string,
  body: Schemas['AnswerPreviewAsk'],
) =>
  queryOptions({
    queryKey: keyOf(id, 'questions', 'preview', questionId, body),
    queryFn: ({ signal }) =>
      ask(
        api.POST(
          '/api/v1/municipalities/{municipality_id}/questions/{question_id}/answer/preview',
          {
            params: { path: { municipality_id: id, question_id: questionId } },
            body,
            signal,
          },
        ),
      ),
    enabled: body.text.trim().length > 0,
  });

/** How soon questions are to be answered. */
export const questionSettingsQuery = (id: string) =>
  queryOptions({
    queryKey: keyOf(id, 'questions', 'settings'),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/settings/questions', {
          params: { path: { municipality_id: id } },
          signal,
        }),
      ),
  });

/** Who answers well and who does not. */
export const figuresQuery = (id: string) =>
  queryOptions({
    queryKey: keyOf(id, 'questions', 'figures'),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/question-figures', {
          params: { path: { municipality_id: id } },
          signal,
        }),
      ),
  });
