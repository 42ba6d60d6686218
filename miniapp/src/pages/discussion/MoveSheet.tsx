import { Button } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import type { Discussion } from '../../features/hold-discussions/queries';
import { momentOf, TimeFields, usualTime } from '../../features/hold-discussions/TimeFields';
import { useDiscussionAction } from '../../features/hold-discussions/useDiscussionActions';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';
import { LongField } from '../../shared/ui/LongField';
import { Sheet } from '../../shared/ui/Sheet';

interface MoveSheetProps {
  readonly discussion: Discussion;
  readonly onClose: () => void;
}

/** Another time, and why. */
const MoveSheet = ({ discussion, onClose }: MoveSheetProps): ReactNode => {
  const [time, setTime] = useState(() => ({ ...usualTime(), minutes: discussion.minutes }));
  const [reason, setReason] = useState('');
  const action = useDiscussionAction(discussion.id);
  const startsAt = momentOf(time);
  return (
    <Sheet isOpen onClose={onClose} title="Перенести обсуждение">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (startsAt === null) return;
          const body = { starts_at: startsAt, minutes: time.minutes, reason };
          action.mutate({ do: 'move', body }, { onSuccess: onClose });
        }}
      >
        <TimeFields discussionId={discussion.id} onChange={setTime} time={time} />
        <LongField
          hint="Её увидят жители."
          label="Причина"
          maxLength={300}
          onChange={setReason}
          value={reason}
        />
        <FormError error={action.error} />
        <Inset>
          <Button
            disabled={startsAt === null || !reason.trim()}
            loading={action.isPending}
            size="l"
            stretched
            type="submit"
          >
            Перенести
          </Button>
        </Inset>
      </form>
    </Sheet>
  );
};

export default MoveSheet;
