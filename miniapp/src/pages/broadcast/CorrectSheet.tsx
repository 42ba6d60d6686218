import { Button, FormItem, Textarea } from '@vkontakte/vkui';
import { type ReactNode, useId, useState } from 'react';

import type { Broadcast } from '../../features/send-broadcasts/queries';
import { useCorrection } from '../../features/send-broadcasts/useBroadcastAction';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';
import { Sheet } from '../../shared/ui/Sheet';

interface CorrectSheetProps {
  readonly broadcast: Broadcast;
  readonly onClose: () => void;
}

/** The text anew, for every chat that has the message. */
const CorrectSheet = ({ broadcast, onClose }: CorrectSheetProps): ReactNode => {
  const field = useId();
  const [text, setText] = useState(broadcast.content.text);
  const correction = useCorrection(broadcast.id);
  return (
    <Sheet isOpen onClose={onClose} title="Исправить текст">
      <FormItem
        bottom="ВКонтакте позволяет исправить сообщение в течение суток. Жители увидят пометку «изменено»."
        htmlFor={field}
        top="Новый текст"
      >
        <Textarea
          id={field}
          onChange={({ target }) => setText(target.value)}
          rows={8}
          value={text}
        />
      </FormItem>
      <FormError error={correction.error} />
      <Inset>
        <Button
          disabled={!text.trim() || text === broadcast.content.text}
          loading={correction.isPending}
          onClick={() => correction.mutate(text, { onSuccess: onClose })}
          size="l"
          stretched
        >
          Исправить во всех чатах
        </Button>
      </Inset>
    </Sheet>
  );
};

export default CorrectSheet;
