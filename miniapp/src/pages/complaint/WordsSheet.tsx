import { Button, FormItem, Textarea } from '@vkontakte/vkui';
import { type ReactNode, useId, useState } from 'react';

import { type Saying, useSay } from '../../features/deal-with-complaints/useComplaintAction';
import type { Schemas } from '../../shared/api/client';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';
import { Sheet } from '../../shared/ui/Sheet';
import { Photos } from './Photos';

export interface WordsSheetProps {
  readonly complaintId: string;
  readonly saying: Saying;
  readonly onClose: () => void;
}

const WORDS: Readonly<
  Record<Saying, { title: string; label: string; hint: string; verb: string }>
> = {
  ask: {
    title: 'Уточнить у жителя',
    label: 'Вопрос жителю',
    hint: 'Срок жалобы идёт дальше.',
    verb: 'Спросить',
  },
  answer: {
    title: 'Ответ жителю',
    label: 'Что сделано',
    hint: 'Житель ответит, решена ли проблема.',
    verb: 'Ответить',
  },
  reject: {
    title: 'Отклонить жалобу',
    label: 'Причина',
    hint: 'Её увидят житель и соседи, которые присоединились.',
    verb: 'Отклонить',
  },
};

// As the API has it.
const LONGEST = 1500;

/** Words to the resident: a question, an answer with photos, a reason. */
const WordsSheet = ({ complaintId, saying, onClose }: WordsSheetProps): ReactNode => {
  const [text, setText] = useState('');
  const [photos, setPhotos] = useState<readonly Schemas['Attachment'][]>([]);
  const say = useSay(complaintId, saying, onClose);
  const field = useId();
  const words = WORDS[saying];
  const isSaid = Boolean(text.trim()) || (saying !== 'reject' && photos.length > 0);
  return (
    <Sheet isOpen onClose={onClose} title={words.title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          say.mutate({ text: text.trim(), attachmentIds: photos.map(({ id }) => id) });
        }}
      >
        <FormItem bottom={words.hint} htmlFor={field} top={words.label}>
          <Textarea
            autoFocus
            id={field}
            maxLength={LONGEST}
            onChange={({ target }) => setText(target.value)}
            rows={5}
            value={text}
          />
        </FormItem>
        {saying !== 'reject' && <Photos onChange={setPhotos} photos={photos} />}
        <FormError error={say.error} />
        <Inset>
          <Button
            appearance={saying === 'reject' ? 'negative' : 'accent'}
            disabled={!isSaid}
            loading={say.isPending}
            size="l"
            stretched
            type="submit"
          >
            {words.verb}
          </Button>
        </Inset>
      </form>
    </Sheet>
  );
};

export default WordsSheet;
