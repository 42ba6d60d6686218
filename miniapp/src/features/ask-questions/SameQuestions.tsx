import { useQuery } from '@tanstack/react-query';
import { Checkbox, FormItem, Header } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { counted, HOUSES } from '../../shared/ui/words';
import { useWorkplace } from '../work-in-municipality/workplace';
import { sameQuery } from './queries';

export interface SameQuestionsProps {
  readonly questionId: string;
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  readonly title: string;
}

/** Other houses that ask the same: all of them, some, or none; nothing where there are none. */
export const SameQuestions = (props: SameQuestionsProps): ReactNode => {
  const { questionId, chosen, onChange, title } = props;
  const { id } = useWorkplace();
  const same = useQuery(sameQuery(id, questionId));
  const others = same.data?.items ?? [];
  if (others.length === 0) return null;
  const areAll = chosen.length === others.length;
  return (
    <div aria-label={title} role="group">
      <Header size="s">{title}</Header>
      <FormItem>
        <Checkbox
          checked={areAll}
          indeterminate={chosen.length > 0 && !areAll}
          onChange={() => onChange(areAll ? [] : others.map((each) => each.id))}
        >
          Все, где спросили то же: ещё {counted(others.length, HOUSES)}
        </Checkbox>
        {others.map((each) => (
          <Checkbox
            checked={chosen.includes(each.id)}
            description={each.text}
            key={each.id}
            onChange={() =>
              onChange(
                chosen.includes(each.id)
                  ? chosen.filter((one) => one !== each.id)
                  : [...chosen, each.id],
              )
            }
          >
            {each.address}
          </Checkbox>
        ))}
      </FormItem>
    </div>
  );
};
