import { FormItem, Select } from '@vkontakte/vkui';
import { type ReactNode, useId } from 'react';

const LASTS = [
  { value: 24, label: 'Сутки' },
  { value: 72, label: '3 дня' },
  { value: 168, label: 'Неделя' },
  { value: 336, label: '2 недели' },
];

export interface LastsFieldProps {
  readonly hours: number;
  readonly onChange: (hours: number) => void;
}

/** How long a vote goes on. */
export const LastsField = ({ hours, onChange }: LastsFieldProps): ReactNode => {
  const id = useId();
  return (
    <FormItem htmlFor={id} top="Сколько длится">
      <Select
        id={id}
        onChange={(_, chosen) => onChange(Number(chosen))}
        options={LASTS}
        value={hours}
      />
    </FormItem>
  );
};
