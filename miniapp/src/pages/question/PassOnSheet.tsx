import { useQuery } from '@tanstack/react-query';
import { Button, FormItem, Select } from '@vkontakte/vkui';
import { type ReactNode, useId, useState } from 'react';

import { organizationsQuery, type Question } from '../../features/ask-questions/queries';
import { useQuestionAction } from '../../features/ask-questions/useQuestionActions';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';
import { Loaded } from '../../shared/ui/Loaded';
import { LongField } from '../../shared/ui/LongField';
import { Sheet } from '../../shared/ui/Sheet';
import { LoadingRows } from '../../shared/ui/states';

interface PassOnSheetProps {
  readonly question: Question;
  readonly onClose: () => void;
}

/** Hands a question to those who know better, with the reason. */
const PassOnSheet = ({ question, onClose }: PassOnSheetProps): ReactNode => {
  const { id } = useWorkplace();
  const organizations = useQuery(organizationsQuery(id, question.item.id));
  return (
    <Sheet isOpen onClose={onClose} title="Передать вопрос">
      <Loaded loading={<LoadingRows count={3} />} query={organizations}>
        {({ items }) => <Form items={items} onClose={onClose} questionId={question.item.id} />}
      </Loaded>
    </Sheet>
  );
};

interface FormProps {
  readonly items: readonly Schemas['QuestionAddressee'][];
  readonly questionId: string;
  readonly onClose: () => void;
}

const Form = ({ items, questionId, onClose }: FormProps): ReactNode => {
  const field = useId();
  const [to, setTo] = useState('');
  const [reason, setReason] = useState('');
  const action = useQuestionAction(questionId);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const body = { organization_id: to, reason };
        action.mutate({ do: 'passOn', body }, { onSuccess: onClose });
      }}
    >
      <FormItem
        bottom="Своя организация — значит коллегам. Срок ответа остаётся прежним."
        htmlFor={field}
        top="Кому"
      >
        <Select
          id={field}
          onChange={(_, chosen) => setTo(String(chosen ?? ''))}
          options={items.map(({ id, name }) => ({ value: id, label: name }))}
          placeholder="Выберите организацию"
          value={to}
        />
      </FormItem>
      <LongField
        hint="Её увидят жители."
        label="Почему"
        maxLength={300}
        onChange={setReason}
        value={reason}
      />
      <FormError error={action.error} />
      <Inset>
        <Button
          disabled={!to || !reason.trim()}
          loading={action.isPending}
          size="l"
          stretched
          type="submit"
        >
          Передать
        </Button>
      </Inset>
    </form>
  );
};

export default PassOnSheet;
