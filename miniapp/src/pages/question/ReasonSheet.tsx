import { Button } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { useQuestionAction } from '../../features/ask-questions/useQuestionActions';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';
import { LongField } from '../../shared/ui/LongField';
import { Sheet } from '../../shared/ui/Sheet';

interface ReasonSheetProps {
  readonly questionId: string;
  readonly doing: 'refuse' | 'close';
  readonly onClose: () => void;
}

const WORDS = {
  refuse: {
    title: 'Не наш вопрос',
    hint: 'Её увидят жители и сотрудники администрации: они решат, кто ответит.',
    verb: 'Вернуть вопрос',
  },
  close: { title: 'Закрыть вопрос', hint: 'Её увидят в чате дома.', verb: 'Закрыть вопрос' },
} as const;

/** Asks why. */
const ReasonSheet = (props: ReasonSheetProps): ReactNode => {
  const { questionId, doing, onClose } = props;
  const { title, hint, verb } = WORDS[doing];
  const [reason, setReason] = useState('');
  const action = useQuestionAction(questionId);
  return (
    <Sheet isOpen onClose={onClose} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          action.mutate({ do: doing, body: { reason } }, { onSuccess: onClose });
        }}
      >
        <LongField
          hint={hint}
          label="Причина"
          maxLength={300}
          onChange={setReason}
          value={reason}
        />
        <FormError error={action.error} />
        <Inset>
          <Button
            appearance={doing === 'close' ? 'negative' : 'accent'}
            disabled={!reason.trim()}
            loading={action.isPending}
            size="l"
            stretched
            type="submit"
          >
            {verb}
          </Button>
        </Inset>
      </form>
    </Sheet>
  );
};

export default ReasonSheet;
