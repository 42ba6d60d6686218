import { useQuery } from '@tanstack/react-query';
import { Button, ButtonGroup, FormItem, Input, Select } from '@vkontakte/vkui';
import { type ReactNode, useId } from 'react';

import { moment } from '../../shared/ui/words';
import { useWorkplace } from '../work-in-municipality/workplace';
import { timeQuery } from './queries';

/** A time as a person chooses it: `starts` as the field of the browser writes it, in the person's own zone. */
export interface ChosenTime {
  readonly starts: string;
  readonly minutes: number;
}

const LASTS = [15, 30, 45, 60, 90, 120, 180].map((minutes) => ({
  value: minutes,
  label: minutes < 60 ? `${minutes} минут` : `${minutes / 60} ч`.replace('.', ','),
}));

/** Tomorrow at six in the evening: when people are at home. */
export function usualTime(): ChosenTime {
  const tomorrow = new Date(Date.now() + 24 * 60 * 60 * 1000);
  tomorrow.setHours(18, 0, 0, 0);
  return { starts: forField(tomorrow), minutes: 60 };
}

/** The moment of a chosen time for the API; null while it is not whole. */
export function momentOf({ starts }: ChosenTime): string | null {
  const date = new Date(starts);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

export interface TimeFieldsProps {
  readonly time: ChosenTime;
  readonly onChange: (time: ChosenTime) => void;
  /** The discussion that is to be moved; empty for a new one. */
  readonly discussionId: string;
}

/** When, and how long: looked at against the rules and the person's other discussions while it is being chosen. */
export const TimeFields = ({ time, onChange, discussionId }: TimeFieldsProps): ReactNode => {
  const { id } = useWorkplace();
  const [when, lasts] = [useId(), useId()];
  const startsAt = momentOf(time);
  const check = useQuery({
    ...timeQuery(id, {
      starts_at: startsAt ?? '',
      minutes: time.minutes,
      ...(discussionId && { discussion_id: discussionId }),
    }),
    enabled: startsAt !== null,
  });
  const error = check.data?.error ?? '';
  return (
    <>
      <FormItem
        bottom={error || 'Время — ваше местное. Жителям покажем время их дома.'}
        htmlFor={when}
        status={error ? 'error' : 'default'}
        top="Когда"
      >
        <Input
          id={when}
          onChange={({ target }) => onChange({ ...time, starts: target.value })}
          type="datetime-local"
          value={time.starts}
        />
      </FormItem>
      {check.data && check.data.offered.length > 0 && (
        <FormItem top="Свободное время">
          <ButtonGroup
            aria-label="Свободное время"
            gap="s"
            mode="horizontal"
            style={{ flexWrap: 'wrap' }}
          >
            {check.data.offered.slice(0, 4).map((each) => (
              <Button
                key={each}
                mode="secondary"
                onClick={() => onChange({ ...time, starts: forField(new Date(each)) })}
                size="s"
              >
                {moment(each)}
              </Button>
            ))}
          </ButtonGroup>
        </FormItem>
      )}
      <FormItem htmlFor={lasts} top="Сколько длится">
        <Select
          id={lasts}
          onChange={(_, chosen) => onChange({ ...time, minutes: Number(chosen) })}
          options={LASTS}
          value={time.minutes}
        />
      </FormItem>
    </>
  );
};

function forField(date: Date): string {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
