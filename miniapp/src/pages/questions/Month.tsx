import { Icon24ChevronLeft, Icon24ChevronRight } from '@vkontakte/icons';
import { IconButton, Tappable, Title, VisuallyHidden } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { dayInWords, dayOf, monthInWords } from '../../shared/days';
import { counted, type Forms } from '../../shared/ui/words';

const DISCUSSIONS: Forms = ['обсуждение', 'обсуждения', 'обсуждений'];
const WEEKDAYS = ['Пн', 'Вт', 'Ср', 'Чт', 'Пт', 'Сб', 'Вс'];

export interface MonthProps {
  /** Any day of the month. */
  readonly month: Date;
  readonly chosen: Date;
  readonly onMonth: (month: Date) => void;
  readonly onDay: (day: Date) => void;
  /** How many discussions start on a day. */
  readonly countOn: (day: Date) => number;
}

/** A month as a table of days. VKUI's own calendar would cost the first screen two kilobytes. */
export const Month = ({ month, chosen, onMonth, onDay, countOn }: MonthProps): ReactNode => {
  const turn = (months: number) => () =>
    onMonth(new Date(month.getFullYear(), month.getMonth() + months, 1));
  return (
    <>
      <div className="month-header">
        <IconButton label="Предыдущий месяц" onClick={turn(-1)}>
          <Icon24ChevronLeft />
        </IconButton>
        <Title aria-live="polite" level="3">
          {monthInWords(month)}
        </Title>
        <IconButton label="Следующий месяц" onClick={turn(1)}>
          <Icon24ChevronRight />
        </IconButton>
      </div>
      <table aria-label="Календарь обсуждений" className="month">
        <thead>
          <tr>
            {WEEKDAYS.map((each) => (
              <th key={each} scope="col">
                {each}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(month).map((week) => (
            <tr key={week.find((each) => each)?.getDate()}>
              {week.map((day, index) => (
                <td key={WEEKDAYS[index]}>
                  {day && (
                    <Day
                      count={countOn(day)}
                      date={day}
                      isChosen={dayOf(day) === dayOf(chosen)}
                      onChoose={onDay}
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
};

interface DayProps {
  readonly date: Date;
  readonly count: number;
  readonly isChosen: boolean;
  readonly onChoose: (date: Date) => void;
}

const Day = ({ date, count, isChosen, onChoose }: DayProps): ReactNode => {
  const isToday = dayOf(date) === dayOf(new Date());
  return (
    <Tappable
      aria-current={isToday ? 'date' : undefined}
      aria-pressed={isChosen}
      className={['month-day', isToday && 'month-day--today', isChosen && 'month-day--chosen']
        .filter(Boolean)
        .join(' ')}
      onClick={() => onChoose(date)}
    >
      <VisuallyHidden>
        {dayInWords(date)}
        {count > 0 && `, ${counted(count, DISCUSSIONS)}`}
      </VisuallyHidden>
      <span aria-hidden="true">{date.getDate()}</span>
      {count > 0 && <span aria-hidden="true" className="month-mark" />}
    </Tappable>
  );
};

/** The days of a month by weeks that begin on Monday; null before the first and after the last. */
function weeksOf(month: Date): (Date | null)[][] {
  const [year, number] = [month.getFullYear(), month.getMonth()];
  const before = (new Date(year, number, 1).getDay() + 6) % 7;
  const days = new Date(year, number + 1, 0).getDate();
  return Array.from({ length: Math.ceil((before + days) / 7) }, (_, week) =>
    WEEKDAYS.map((_name, index) => {
      const day = week * 7 + index - before + 1;
      return day >= 1 && day <= days ? new Date(year, number, day) : null;
    }),
  );
}
