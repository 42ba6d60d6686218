import { FormItem, Input, SegmentedControl, Select } from '@vkontakte/vkui';
import { type ReactNode, useId } from 'react';

import {
  inWords,
  LAST_DAY,
  readTimeOfDay,
  type Recurrence,
  timeOfDay,
  WEEKDAYS,
  zoneInWords,
} from './recurrence';

export interface RecurrenceFieldsProps {
  readonly recurrence: Recurrence;
  readonly onChange: (recurrence: Recurrence) => void;
}

const FREQUENCIES: { readonly value: Recurrence['frequency']; readonly label: string }[] = [
  { value: 'daily', label: 'Ежедневно' },
  { value: 'weekly', label: 'Еженедельно' },
  { value: 'monthly', label: 'Ежемесячно' },
];

/** When a regular broadcast leaves; says it back in words. */
export const RecurrenceFields = ({ recurrence, onChange }: RecurrenceFieldsProps): ReactNode => {
  const often = useId();
  const day = useId();
  const time = useId();
  return (
    <>
      <FormItem htmlFor={often} top="Как часто">
        <SegmentedControl
          aria-label="Как часто"
          id={often}
          onChange={(frequency) => onChange({ ...recurrence, frequency })}
          options={FREQUENCIES}
          value={recurrence.frequency}
        />
      </FormItem>
      {recurrence.frequency === 'weekly' && (
        <FormItem htmlFor={day} top="День недели">
          <Select
            id={day}
            onChange={(_, weekday) => onChange({ ...recurrence, weekday: Number(weekday) })}
            options={WEEKDAYS.map((label, index) => ({ label, value: String(index + 1) }))}
            value={String(recurrence.weekday)}
          />
        </FormItem>
      )}
      {recurrence.frequency === 'monthly' && (
        <FormItem bottom="До 28-го: такое число есть в каждом месяце." htmlFor={day} top="Число">
          <Select
            id={day}
            onChange={(_, chosen) => onChange({ ...recurrence, day: Number(chosen) })}
            options={Array.from({ length: LAST_DAY }, (__, index) => ({
              label: String(index + 1),
              value: String(index + 1),
            }))}
            value={String(recurrence.day)}
          />
        </FormItem>
      )}
      <FormItem
        bottom={
          <span aria-live="polite">
            Отправится {inWords(recurrence)}. {zoneInWords(recurrence.time_zone)}.
          </span>
        }
        htmlFor={time}
        top="Время"
      >
        <Input
          id={time}
          onChange={({ target }) => {
            const read = readTimeOfDay(target.value);
            if (read) onChange({ ...recurrence, ...read });
          }}
          type="time"
          value={timeOfDay(recurrence)}
        />
      </FormItem>
    </>
  );
};
