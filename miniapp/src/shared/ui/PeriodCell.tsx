import { Icon24Cancel } from '@vkontakte/icons';
import { CellButton } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import type { Schemas } from '../api/client';

/** A figure of the statistics whose list is shown: what was asked in a period, and how it was answered. */
export interface FigureFilter {
  readonly since?: string;
  readonly until?: string;
  readonly answer?: Schemas['AnswerFilter'];
}

export interface PeriodCellProps {
  /** Who was asked for: «вопросы» or «жалобы». */
  readonly what: string;
  readonly filter: FigureFilter;
  readonly onReset: () => void;
}

const ANSWERED: Readonly<Record<Schemas['AnswerFilter'], string>> = {
  answered: ', на которые ответили',
  in_time: ', на которые ответили в срок',
  none: ', на которые ещё не ответили',
};

/** Says that a list shows one figure of the statistics alone, and leads back to the whole of it. */
export const PeriodCell = ({ what, filter, onReset }: PeriodCellProps): ReactNode => {
  const { since, until, answer } = filter;
  if (!since || !until) return null;
  return (
    <CellButton before={<Icon24Cancel />} multiline onClick={onReset}>
      Показаны {what} {inWords(since)} — {inWords(until)}
      {answer && ANSWERED[answer]}. Показать все
    </CellButton>
  );
};

function inWords(day: string): string {
  return new Date(day).toLocaleDateString('ru', { day: 'numeric', month: 'long', timeZone: 'UTC' });
}
