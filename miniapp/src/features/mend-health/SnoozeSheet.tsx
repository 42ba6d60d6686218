import { Button, FormItem, Select } from '@vkontakte/vkui';
import { type ReactNode, useId, useState } from 'react';

import { Field } from '../../shared/ui/fields';
import { Inset } from '../../shared/ui/Inset';
import { Sheet } from '../../shared/ui/Sheet';
import type { SnoozeChoice } from './useMending';

export interface SnoozeSheetProps {
  /** What stands in the field at first. */
  readonly reason?: string;
  /** For how many days at first; 0 is for good. */
  readonly days?: number;
  readonly isBusy: boolean;
  readonly onChosen: (choice: SnoozeChoice) => void;
  readonly onClose: () => void;
}

const SPANS = [
  { value: 7, label: 'На неделю' },
  { value: 30, label: 'На месяц' },
  { value: 90, label: 'На три месяца' },
  { value: 0, label: 'Насовсем' },
];

/** Why a task is put aside, and until when. */
const SnoozeSheet = ({ isBusy, onChosen, onClose, ...given }: SnoozeSheetProps): ReactNode => {
  const span = useId();
  const [reason, setReason] = useState(given.reason ?? '');
  const [days, setDays] = useState(given.days ?? 30);
  return (
    <Sheet isOpen onClose={onClose} title="Отложить">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim()) onChosen({ reason, until: days ? inDays(days) : null });
        }}
      >
        <Field
          autoFocus
          label="Почему"
          onChange={setReason}
          placeholder="Например: дом ещё не сдан"
          value={reason}
        />
        <FormItem htmlFor={span} top="На сколько">
          <Select
            id={span}
            onChange={(_, chosen) => setDays(Number(chosen))}
            options={SPANS}
            value={days}
          />
        </FormItem>
        <Inset>
          <Button disabled={!reason.trim()} loading={isBusy} size="l" stretched type="submit">
            Отложить
          </Button>
        </Inset>
      </form>
    </Sheet>
  );
};

function inDays(days: number): string {
  return new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString();
}

export default SnoozeSheet;
