import { FormItem, Select, SimpleCell, Switch } from '@vkontakte/vkui';
import { type ReactNode, useId } from 'react';

import type { Composition } from '../../features/send-broadcasts/composition';

export interface OptionsProps {
  readonly written: Composition;
  readonly change: (part: Partial<Composition>) => void;
}

const DAY = 24 * 60;

const PINS: readonly { readonly value: number; readonly label: string }[] = [
  { value: 0, label: 'Не закреплять' },
  { value: 60, label: 'На час' },
  { value: 6 * 60, label: 'На 6 часов' },
  { value: DAY, label: 'На сутки' },
  { value: 3 * DAY, label: 'На 3 дня' },
  { value: 7 * DAY, label: 'На неделю' },
  { value: 14 * DAY, label: 'На 2 недели' },
];

/** Whether it is pinned, and whether residents are asked to confirm that they have read it. */
export const Options = ({ written, change }: OptionsProps): ReactNode => {
  const pin = useId();
  const asks = useId();
  return (
    <>
      <FormItem
        bottom="Потом в закреплённые вернётся приветствие чата."
        htmlFor={pin}
        top="Закрепить в чатах"
      >
        <Select
          id={pin}
          onChange={(_, minutes) => change({ pinMinutes: Number(minutes) })}
          options={PINS.map(({ value, label }) => ({ value: String(value), label }))}
          value={String(written.pinMinutes)}
        />
      </FormItem>
      <SimpleCell
        after={
          <Switch
            slotProps={{ input: { 'aria-labelledby': asks } }}
            checked={written.asksAcknowledgement}
            onChange={({ target }) => change({ asksAcknowledgement: target.checked })}
          />
        }
        Component="label"
        multiline
        subtitle="Под сообщением будет кнопка, нажатия посчитаем по домам"
      >
        <span id={asks}>Попросить подтвердить, что прочитали</span>
      </SimpleCell>
    </>
  );
};
