import { Icon28DocumentTextOutline } from '@vkontakte/icons';
import { Button, CellButton, FormItem, Group, SegmentedControl, Textarea } from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useId, useRef, useState } from 'react';

import type { Composition } from '../../features/send-broadcasts/composition';
import { blanksIn, headingOf, lengthWithHeading } from '../../features/send-broadcasts/message';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { inDigits } from '../../shared/ui/words';

const TemplateSheet = lazy(() => import('../../features/send-broadcasts/TemplateSheet'));

export interface TextCardProps {
  readonly written: Composition;
  readonly change: (part: Partial<Composition>) => void;
  readonly templates: Schemas['BroadcastTemplates'];
  readonly organizations: readonly Schemas['FilterChoice'][];
}

// Short enough for three of them to stand side by side on a phone.
const KINDS: { readonly value: Composition['kind']; readonly label: string }[] = [
  { value: 'ordinary', label: 'Обычное' },
  { value: 'planned_works', label: 'Работы' },
  { value: 'emergency', label: 'Авария' },
];

/** What is said: from a template or freely, with placeholders, counted as VK counts. */
export const TextCard = (props: TextCardProps): ReactNode => {
  const { written, change, templates, organizations } = props;
  const field = useId();
  const kinds = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const [isChoosing, setChoosing] = useState(false);
  const heading = useHeading(written, templates, organizations);
  const length = lengthWithHeading(heading, written.text);
  const isTooLong = length > templates.longest;
  const insert = (words: string): void => {
    const { selectionStart: start = written.text.length, selectionEnd: end = start } =
      area.current ?? {};
    change({ text: written.text.slice(0, start) + words + written.text.slice(end) });
    area.current?.focus();
  };
  return (
    <Group>
      <CellButton before={<Icon28DocumentTextOutline />} onClick={() => setChoosing(true)}>
        Взять шаблон
      </CellButton>
      <FormItem htmlFor={kinds} top="Вид сообщения">
        <SegmentedControl
          id={kinds}
          onChange={(kind) => change({ kind })}
          options={KINDS}
          value={written.kind}
        />
      </FormItem>
      <FormItem
        bottom={`${inDigits(length)} из ${inDigits(templates.longest)} знаков вместе с заголовком`}
        htmlFor={field}
        status={isTooLong ? 'error' : 'default'}
        top="Текст"
      >
        <Textarea
          id={field}
          onChange={({ target }) => change({ text: target.value })}
          placeholder="Что нужно знать жителям"
          rows={6}
          slotProps={{ textArea: { getRootRef: area } }}
          value={written.text}
        />
      </FormItem>
      <div className="form-end">
        {templates.placeholders.map((placeholder) => (
          <Button
            aria-label={`Вставить ${placeholder}`}
            key={placeholder}
            mode="secondary"
            onClick={() => insert(placeholder)}
            size="s"
          >
            {placeholder}
          </Button>
        ))}
        {blanksIn(written.text).map(({ name, start, end }) => (
          <Button
            appearance="negative"
            key={start}
            mode="outline"
            onClick={() => {
              area.current?.focus();
              area.current?.setSelectionRange(start, end);
            }}
            size="s"
          >
            Заполнить: {name}
          </Button>
        ))}
      </div>
      <Suspense>
        {isChoosing && (
          <TemplateSheet
            onChoose={(chosen, text) => {
              const template = templates.items.find(({ id }) => id === chosen);
              change({ text, kind: template?.kind ?? written.kind });
            }}
            onClose={() => setChoosing(false)}
            templates={templates.items}
          />
        )}
      </Suspense>
    </Group>
  );
};

/** The heading as the API will write it. */
function useHeading(
  { kind, author }: Composition,
  { kinds }: Schemas['BroadcastTemplates'],
  organizations: readonly Schemas['FilterChoice'][],
): string {
  const { name, may } = useWorkplace();
  const sign = kinds.find((each) => each.kind === kind)?.sign ?? '';
  const chosen = organizations.find(({ value }) => value === author.organization_id)?.title;
  const organization = chosen ?? (may('see_organizations') ? name : '');
  return headingOf(sign, { ...author, organization });
}
