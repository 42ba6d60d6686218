import { Button } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { useDiscussionAction } from '../../features/hold-discussions/useDiscussionActions';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';
import { LongField } from '../../shared/ui/LongField';
import { Sheet } from '../../shared/ui/Sheet';

interface WordsSheetProps {
  readonly discussionId: string;
  readonly doing: 'cancel' | 'finish';
  readonly onClose: () => void;
}

const WORDS = {
  cancel: {
    title: 'Отменить обсуждение',
    label: 'Причина',
    hint: 'Её увидят жители. Временный чат закроется.',
    longest: 300,
  },
  finish: {
    title: 'Завершить обсуждение',
    label: 'Итог',
    hint: 'Он придёт в чат дома как официальный ответ. Временный чат закроется, переписка не сохранится.',
    longest: 3000,
  },
} as const;

/** What residents will read when a discussion ends: its outcome, or why there is none. */
const WordsSheet = ({ discussionId, doing, onClose }: WordsSheetProps): ReactNode => {
  const [words, setWords] = useState('');
  const action = useDiscussionAction(discussionId);
  const { title, label, hint, longest } = WORDS[doing];
  return (
    <Sheet isOpen onClose={onClose} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          action.mutate(
            doing === 'finish'
              ? { do: 'finish', body: { outcome: words } }
              : { do: 'cancel', body: { reason: words } },
            { onSuccess: onClose },
          );
        }}
      >
        <LongField
          hint={hint}
          label={label}
          maxLength={longest}
          onChange={setWords}
          rows={doing === 'finish' ? 6 : 3}
          value={words}
        />
        <FormError error={action.error} />
        <Inset>
          <Button
            appearance={doing === 'cancel' ? 'negative' : 'accent'}
            disabled={!words.trim()}
            loading={action.isPending}
            size="l"
            stretched
            type="submit"
          >
            {title}
          </Button>
        </Inset>
      </form>
    </Sheet>
  );
};

export default WordsSheet;
