import { useQuery } from '@tanstack/react-query';
import { Icon56UsersOutline } from '@vkontakte/icons';
import { Footnote, Group, Header, Placeholder, Progress, SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { figuresQuery } from '../../features/ask-questions/queries';
import { showQuestions } from '../../features/ask-questions/useQuestionFilter';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { goTo } from '../../shared/router/router';
import { Inset } from '../../shared/ui/Inset';
import { Loaded } from '../../shared/ui/Loaded';
import { Screen } from '../../shared/ui/Screen';
import { counted, inDigits, OF_QUESTIONS, plural, QUESTIONS } from '../../shared/ui/words';

type Figures = Schemas['OrganizationFigures'];

/** Who answers well and who does not, the slowest first. */
const QuestionFiguresPage = (): ReactNode => {
  const { id, path } = useWorkplace();
  const figures = useQuery(figuresQuery(id));
  return (
    <Screen backTo={path('questions')} title="Кто как отвечает">
      <Loaded query={figures}>
        {({ days, items }) =>
          items.length === 0 ? (
            <Group>
              <Placeholder icon={<Icon56UsersOutline />} title="Считать пока нечего">
                Здесь появятся организации, которым за последние {days} дней задали вопросы.
              </Placeholder>
            </Group>
          ) : (
            <>
              {items.map((each) => (
                <Organization figures={each} key={each.organization_id} />
              ))}
              <Inset>
                <Footnote style={{ color: 'var(--vkui--color_text_secondary)' }}>
                  Вопросы, отправленные за последние {days} дней. Срок ответа — рабочие дни из
                  настроек.
                </Footnote>
              </Inset>
            </>
          )
        }
      </Loaded>
    </Screen>
  );
};

const Organization = ({ figures }: { readonly figures: Figures }): ReactNode => {
  const { path } = useWorkplace();
  const { organization_id: organization, asked, answered, in_time: inTime, late } = figures;
  const { helped, not_helped: notHelped, median_hours: median } = figures;
  const share = asked ? Math.round((inTime / asked) * 100) : 0;
  const words = `В срок: ${inDigits(inTime)} из ${counted(asked, OF_QUESTIONS)}, ${share}%`;
  return (
    <Group header={<Header>{figures.name}</Header>}>
      <Inset>
        {words}
        <Progress
          appearance={share >= 50 ? 'positive' : 'negative'}
          aria-label={words}
          style={{ marginBlockStart: 4 }}
          value={share}
        />
      </Inset>
      <Fact title="Есть ответ" value={`${inDigits(answered)} из ${counted(asked, OF_QUESTIONS)}`} />
      <Fact
        title="Обычно отвечают за"
        value={median === null ? 'ответов ещё нет' : lasting(median)}
      />
      {helped + notHelped > 0 && (
        <Fact
          title="Оценки жителей"
          value={`помогло — ${inDigits(helped)}, не помогло — ${inDigits(notHelped)}`}
        />
      )}
      {late > 0 && (
        <SimpleCell
          chevron="auto"
          onClick={() => {
            showQuestions({ is_overdue: true, organization_id: organization });
            goTo(path('questions'));
          }}
        >
          Просрочено сейчас: {counted(late, QUESTIONS)}
        </SimpleCell>
      )}
    </Group>
  );
};

const Fact = ({ title, value }: { readonly title: string; readonly value: string }): ReactNode => (
  <SimpleCell multiline overTitle={title}>
    {value}
  </SimpleCell>
);

/** A span in words: hours while it is short, then days. */
function lasting(hours: number): string {
  if (hours < 1) return 'меньше часа';
  if (hours < 48) return `${inDigits(hours)} ${plural(hours, ['час', 'часа', 'часов'])}`;
  const days = Math.round(hours / 24);
  return `${inDigits(days)} ${plural(days, ['день', 'дня', 'дней'])}`;
}

export default QuestionFiguresPage;
