import { useQuery } from '@tanstack/react-query';
import { Checkbox, FormItem, Header, Select, SimpleCell } from '@vkontakte/vkui';
import { type ReactNode, useId } from 'react';

import type { Schemas } from '../../shared/api/client';
import { goTo } from '../../shared/router/router';
import { LongField } from '../../shared/ui/LongField';
import { useSettled } from '../../shared/ui/useSettled';
import { useWorkplace } from '../work-in-municipality/workplace';
import { addresseesQuery, similarQuery } from './queries';
import { farOf } from './QuestionRow';
import { SUBJECTS } from './subjects';

/** A question that is being worded. */
export interface Wording {
  readonly text: string;
  readonly subject: Schemas['Subject'] | '';
  readonly organizationIds: readonly string[];
}

export interface WordingFieldsProps {
  readonly houseId: string;
  readonly wording: Wording;
  readonly onChange: (wording: Wording) => void;
  /** The question that is being changed, which is no other one; empty for a new one. */
  readonly questionId: string;
  /** Whether the words can be changed: nobody votes on one thing and reads another. */
  readonly isTextFixed?: boolean;
}

const LONGEST = 600;

/** What is asked, what about, and of whom; open questions that say nearly the same are shown while it is written. */
export const WordingFields = (props: WordingFieldsProps): ReactNode => {
  const { houseId, wording, onChange, questionId, isTextFixed } = props;
  const { id } = useWorkplace();
  const subject = useId();
  const addressees = useQuery(addresseesQuery(id, houseId));
  const toggle = (chosen: string): void => {
    const { organizationIds: before } = wording;
    onChange({
      ...wording,
      organizationIds: before.includes(chosen)
        ? before.filter((each) => each !== chosen)
        : [...before, chosen],
    });
  };
  return (
    <>
      {!isTextFixed && (
        <>
          <LongField
            hint="Коротко и понятно тому, кто в чате не был. До 600 знаков."
            label="Вопрос"
            maxLength={LONGEST}
            onChange={(text) => onChange({ ...wording, text })}
            value={wording.text}
          />
          <Similar houseId={houseId} questionId={questionId} text={wording.text} />
        </>
      )}
      <FormItem htmlFor={subject} top="Тема">
        <Select
          id={subject}
          onChange={(_, chosen) =>
            onChange({ ...wording, subject: (chosen ?? '') as Wording['subject'] })
          }
          options={[...SUBJECTS]}
          placeholder="О чём вопрос"
          value={wording.subject}
        />
      </FormItem>
      <FormItem aria-label="Кого касается" role="group" top="Кого касается">
        {addressees.data?.items.map(({ id: organizationId, name }) => (
          <Checkbox
            checked={wording.organizationIds.includes(organizationId)}
            disabled={
              !wording.organizationIds.includes(organizationId) &&
              wording.organizationIds.length >= addressees.data.most
            }
            key={organizationId}
            onChange={() => toggle(organizationId)}
          >
            {name}
          </Checkbox>
        ))}
        {addressees.data?.items.length === 0 &&
          'Организаций в муниципалитете пока нет. Попросите сотрудника администрации добавить их.'}
      </FormItem>
    </>
  );
};

interface SimilarProps {
  readonly houseId: string;
  readonly text: string;
  readonly questionId: string;
}

/** Whoever finds their question here need not ask it again. */
const Similar = ({ houseId, text, questionId }: SimilarProps): ReactNode => {
  const { id, path } = useWorkplace();
  const similar = useQuery(similarQuery(id, houseId, useSettled(text)));
  const others = similar.data?.items.filter((each) => each.id !== questionId) ?? [];
  if (others.length === 0) return null;
  return (
    <div aria-label="Похожие вопросы" role="region">
      <Header size="s">Похожие вопросы, которые уже есть</Header>
      {others.map((each) => (
        <SimpleCell
          chevron="always"
          key={each.id}
          multiline
          onClick={() => goTo(path('questions', each.id))}
          subtitle={farOf(each)}
        >
          {each.text}
        </SimpleCell>
      ))}
    </div>
  );
};
