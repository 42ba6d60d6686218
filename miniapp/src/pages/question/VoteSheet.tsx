import { Button, FormItem, Radio, RadioGroup } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { LastsField } from '../../features/ask-questions/LastsField';
import type { Question } from '../../features/ask-questions/queries';
import { useQuestionAction } from '../../features/ask-questions/useQuestionActions';
import { NumberField } from '../../shared/ui/fields';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';
import { LongField } from '../../shared/ui/LongField';
import { Sheet } from '../../shared/ui/Sheet';

interface VoteSheetProps {
  readonly question: Question;
  readonly onClose: () => void;
}

// Eight choices of forty characters, with the ends of their lines.
const LONGEST_CHOICES = 330;
const USUAL_PERCENT = 20;

/** How the chat is to vote: for or against, or among choices; how many bring the official in by themselves. */
const VoteSheet = ({ question, onClose }: VoteSheetProps): ReactNode => {
  const [hours, setHours] = useState(72);
  const [isChoice, setChoice] = useState(false);
  const [choices, setChoices] = useState('');
  const [percent, setPercent] = useState(USUAL_PERCENT);
  const [people, setPeople] = useState(0);
  const action = useQuestionAction(question.item.id);
  const listed = choices
    .split('\n')
    .map((each) => each.trim())
    .filter(Boolean);
  return (
    <Sheet isOpen onClose={onClose} title="Голосование в чате">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const body = {
            hours,
            choices: isChoice ? listed : [],
            threshold_percent: percent,
            threshold_people: people,
          };
          action.mutate({ do: 'vote', body }, { onSuccess: onClose });
        }}
      >
        <FormItem top="Что выбирают">
          <RadioGroup aria-label="Что выбирают">
            <Radio checked={!isChoice} name="kind" onChange={() => setChoice(false)}>
              «Поддерживаю» или «Не согласен»
            </Radio>
            <Radio checked={isChoice} name="kind" onChange={() => setChoice(true)}>
              Свои варианты
            </Radio>
          </RadioGroup>
        </FormItem>
        {isChoice && (
          <LongField
            hint="Каждый с новой строки, от двух до восьми, до 40 знаков."
            label="Варианты"
            maxLength={LONGEST_CHOICES}
            onChange={setChoices}
            rows={4}
            value={choices}
          />
        )}
        <LastsField hours={hours} onChange={setHours} />
        <NumberField
          hint="Столько голосов «за» — и вопрос уйдёт представителям сам. Пусто — доля не важна."
          label="Доля чата, %"
          onChange={setPercent}
          placeholder="0"
          value={percent}
        />
        <NumberField
          hint="То же, но числом людей. Сработает то, что наступит раньше."
          label="Или человек"
          onChange={setPeople}
          placeholder="0"
          value={people}
        />
        <FormError error={action.error} />
        <Inset>
          <Button
            disabled={isChoice && listed.length < 2}
            loading={action.isPending}
            size="l"
            stretched
            type="submit"
          >
            Начать голосование
          </Button>
        </Inset>
      </form>
    </Sheet>
  );
};

export default VoteSheet;
