import { Button } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import type { Question } from '../../features/ask-questions/queries';
import { useQuestionAction } from '../../features/ask-questions/useQuestionActions';
import { type Wording, WordingFields } from '../../features/ask-questions/WordingFields';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';
import { Sheet } from '../../shared/ui/Sheet';

interface WordingSheetProps {
  readonly question: Question;
  readonly onClose: () => void;
}

/** Words a question anew, before anybody votes on it or is asked. */
const WordingSheet = ({ question: { item }, onClose }: WordingSheetProps): ReactNode => {
  const [wording, setWording] = useState<Wording>({
    text: item.text,
    subject: item.subject ?? '',
    organizationIds: item.addressees.map(({ id }) => id),
  });
  const action = useQuestionAction(item.id);
  // After a vote the words stay those that people voted on.
  const isTextFixed = item.state !== 'open';
  const { text, subject, organizationIds } = wording;
  return (
    <Sheet isOpen onClose={onClose} title="Вопрос">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const body = {
            ...(!isTextFixed && { text }),
            ...(subject && { subject }),
            organization_ids: [...organizationIds],
          };
          action.mutate({ do: 'change', body }, { onSuccess: onClose });
        }}
      >
        <WordingFields
          houseId={item.house_id}
          isTextFixed={isTextFixed}
          onChange={setWording}
          questionId={item.id}
          wording={wording}
        />
        <FormError error={action.error} />
        <Inset>
          <Button
            disabled={!text.trim()}
            loading={action.isPending}
            size="l"
            stretched
            type="submit"
          >
            Сохранить
          </Button>
        </Inset>
      </form>
    </Sheet>
  );
};

export default WordingSheet;
