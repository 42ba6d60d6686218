import { Footnote, Group, Headline, Text } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import type { Broadcast } from '../../features/send-broadcasts/queries';
import { SHARES, ShareBar } from '../../features/send-broadcasts/ShareBar';
import { Inset } from '../../shared/ui/Inset';
import { counted, inDigits, OF_HOUSES, PEOPLE, timeLeft } from '../../shared/ui/words';

/** How far it is, as a picture and in numbers. */
export const Progress = ({ broadcast }: { readonly broadcast: Broadcast }): ReactNode => {
  const { counts, is_planned: isPlanned } = broadcast;
  return (
    <Group>
      <Inset>
        <Headline aria-live="polite" level="1" weight="2">
          {titleOf(broadcast)}
        </Headline>
        <Text style={{ marginBlock: '4px 12px' }}>
          Дошло: {inDigits(counts.done)} из {counted(counts.houses, OF_HOUSES)}
          {!isPlanned && ' (ещё собираем дома)'}
        </Text>
        <ShareBar counts={counts} />
        <ul className="legend">
          {SHARES.filter(({ state }) => counts[state] > 0).map(({ state, title }) => (
            <li className="legend__item" key={state}>
              <span className={`legend__mark share__part--${state}`} />
              {title}: {inDigits(counts[state])}
            </li>
          ))}
        </ul>
        <Details broadcast={broadcast} />
      </Inset>
    </Group>
  );
};

const Details = ({ broadcast }: { readonly broadcast: Broadcast }): ReactNode => {
  const { municipalities } = broadcast;
  return (
    <>
      {linesOf(broadcast).map((line) => (
        <Footnote
          key={line}
          style={{ color: 'var(--vkui--color_text_secondary)', marginBlockStart: 8 }}
        >
          {line}
        </Footnote>
      ))}
      {municipalities.map(({ municipality_id: id, name, counts }) => (
        <div key={id} style={{ marginBlockStart: 12 }}>
          <Footnote style={{ marginBlockEnd: 4 }}>
            {name}: {inDigits(counts.done)} из {counted(counts.houses, OF_HOUSES)}
          </Footnote>
          <ShareBar counts={counts} />
        </div>
      ))}
    </>
  );
};

function titleOf({ state, counts, withdrawn_at: withdrawn }: Broadcast): string {
  if (withdrawn) return 'Отозвана';
  if (state === 'cancelled') return 'Отменена';
  if (state === 'paused') return 'Приостановлена';
  if (state === 'sending') return 'Отправляется';
  return counts.failed + counts.unknown > 0 ? 'Отправлена, но дошла не всем' : 'Отправлена';
}

function linesOf(broadcast: Broadcast): string[] {
  const { acknowledged, edits, withdrawals, pins, seconds_left: seconds } = broadcast;
  const { cancelled_by: cancelledBy, state } = broadcast;
  return [
    ...(seconds !== null && state === 'sending' ? [`Осталось ${timeLeft(seconds)}.`] : []),
    ...(cancelledBy ? [`Кто отменил: ${cancelledBy}.`] : []),
    ...(acknowledged === null || broadcast.counts.done === 0
      ? []
      : [`Подтвердили, что прочитали: ${counted(acknowledged, PEOPLE)}.`]),
    ...(edits ? [changeInWords('Исправлено', edits)] : []),
    ...(withdrawals ? [changeInWords('Удалено из чатов', withdrawals)] : []),
    ...(pins ? [changeInWords('Закреплено', pins)] : []),
  ];
}

function changeInWords(what: string, { done, waiting, failed }: Change): string {
  return [
    `${what}: ${inDigits(done)} из ${inDigits(done + waiting + failed)}`,
    ...(failed ? [`не получилось: ${inDigits(failed)}`] : []),
  ]
    .join(', ')
    .concat('.');
}

type Change = NonNullable<Broadcast['edits']>;
